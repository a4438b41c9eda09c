import { isActive } from "../engine/model/runState.ts";
import type { SummaryTable } from "../wording/summaryTable.ts";
import { element, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** What the job has counted, once the run has ended. Asked for anew when its outcomes have changed since. */
export class SummaryTables implements Part {
	readonly root = element("section", { "aria-labelledby": "summary", hidden: "" });
	readonly #tables = element("div", { class: "tables" });
	readonly #ask: () => Promise<readonly SummaryTable[]>;
	/** The run's outcomes that it was asked for. */
	#askedFor = "";

	/** @param ask rejects where it cannot be counted */
	constructor(ask: () => Promise<readonly SummaryTable[]>) {
		this.#ask = ask;
		this.root.append(element("div", { class: "head" }, element("h2", { id: "summary" }, "Summary")), this.#tables);
	}

	show({ run: { snapshot } }: View): void {
		const { state, counts, runId } = snapshot;
		const wanted = isActive(state) ? "" : JSON.stringify([runId, state, counts]);
		if (wanted === this.#askedFor) return;
		this.#askedFor = wanted;
		if (wanted === "") {
			this.root.hidden = true;
			return;
		}
		this.#ask().then(
			(tables) => {
				if (this.#askedFor === wanted) this.#draw(tables);
			},
			(error: unknown) => {
				const title = `The summary could not be read. ${error instanceof Error ? error.message : String(error)}`;
				this.#draw([{ title, rows: [] }]);
			},
		);
	}

	#draw(tables: readonly SummaryTable[]): void {
		this.root.hidden = tables.length === 0;
		this.#tables.replaceChildren(...tables.map(drawn));
	}
}

function drawn({ title, rows, more }: SummaryTable): HTMLElement {
	const caption = element("caption", {}, title);
	const body = element(
		"tbody",
		{ role: "rowgroup" },
		...rows.map(([name, count]) =>
			element(
				"tr",
				{ role: "row" },
				element("th", { role: "rowheader", scope: "row", class: "value" }, name),
				element("td", { role: "cell", class: "number" }, count),
			),
		),
	);
	const table = element("table", { role: "table", class: "summary" }, caption, body);
	if (more === undefined) return table;
	const note = element("p", { class: "more" });
	setText(note, more);
	return element("div", {}, table, note);
}
