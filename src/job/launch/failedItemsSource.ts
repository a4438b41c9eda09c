import { formatCountOf } from "../../base/format.ts";
import type { FailureSelection } from "../../engine/model/ports.ts";
import type { OpenedSource } from "../../sources/sourceKind.ts";
import type { RunReader } from "../../store/runReader.ts";

const pageItems = 500;

/** The failed items of another run, with their index and key; read page by page. */
export function failedItemsSource(reader: RunReader, selection: FailureSelection): OpenedSource {
	const count = reader.countFailures(selection);
	const { category, outcome } = selection;
	const which = outcome === "failed" ? "failed item" : "failed or skipped item";
	const kind = category === undefined ? which : `${which} of category "${category}"`;
	const plural = kind.replace("item", "items");
	return {
		summary: `${formatCountOf(count, kind, plural)} of run ${reader.info.runId}`,
		total: () => ({ count, exact: true }),
		async *chunks(signal) {
			for (let after = -1; !signal.aborted; ) {
				const page = reader.failures(selection, { after, limit: pageItems });
				const last = page.at(-1);
				if (!last) return;
				after = last.item.index;
				yield page.map(({ item }) => item);
			}
		},
	};
}
