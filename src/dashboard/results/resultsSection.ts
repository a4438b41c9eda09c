import { formatCount, formatCountOf, formatDuration } from "../../base/format.ts";
import { settledCount } from "../../engine/model/counts.ts";
import { outcomeLabels } from "../../wording/outcomeLabels.ts";
import { ActionButton } from "../actionButton.ts";
import { element, setAttribute, setText } from "../element.ts";
import type { Ask, ResultInfo, ResultsFound } from "../protocol.ts";
import type { Part, View } from "../view.ts";
import { ResultDetailView } from "./resultDetailView.ts";
import { ResultPages } from "./resultPages.ts";
import { ResultsFilterBar } from "./resultsFilterBar.ts";
import { VirtualGrid } from "./virtualGrid.ts";

const columns = [
	{ name: "Item", className: "item" },
	{ name: "Value", className: "value" },
	{ name: "Outcome", className: "outcome" },
	{ name: "Result or error", className: "result" },
	{ name: "Attempts", className: "attempts" },
	{ name: "Time", className: "time" },
];

/** What came out, item by item: a table that is filled from the run folder as it is scrolled. */
export class ResultsSection implements Part {
	readonly root: HTMLElement;
	readonly #ask: Ask;
	readonly #count = element("span", { class: "count" });
	readonly #open = new ActionButton("Show Results", async () => this.open());
	readonly #content = element("div", { class: "results", hidden: "" });
	readonly #bar = new ResultsFilterBar(() => void this.#find());
	readonly #status = element("p", { class: "found", role: "status" });
	readonly #cancel = new ActionButton("Cancel Search", () => this.#cancelSearch());
	readonly #refresh = new ActionButton("Refresh", () => this.#find());
	readonly #grid: VirtualGrid;
	readonly #detail: ResultDetailView;
	#pages: ResultPages | undefined;
	#found: ResultsFound | undefined;
	/** Counts of the run as they stand, and as they were at the last search. */
	#counts = "";
	#countsFound = "";
	#settled = 0;

	constructor(ask: Ask) {
		this.#ask = ask;
		this.#grid = new VirtualGrid({
			label: "Results",
			columns,
			fill: (at, cells) => this.#fill(this.#pages?.row(at), cells),
			open: (at) => void this.#showDetail(at),
		});
		this.#detail = new ResultDetailView(() => {
			this.#detail.close();
			this.#grid.root.focus();
		});
		const bar = element("div", { class: "tools" }, this.#bar.root, this.#status, this.#cancel.root, this.#refresh.root);
		this.#content.append(bar, this.#grid.root, this.#detail.root);
		const title = element("div", { class: "head" }, element("h2", { id: "results" }, "Results"), this.#count);
		this.root = element("section", { "aria-labelledby": "results" }, title, this.#open.root, this.#content);
		this.#refresh.allowed = true;
		this.#cancel.allowed = true;
	}

	show({ run: { snapshot } }: View): void {
		this.#settled = settledCount(snapshot.counts);
		this.#counts = JSON.stringify(snapshot.counts);
		setText(this.#count, this.#settled === 0 ? "" : formatCount(this.#settled));
		this.#open.allowed = this.#settled > 0;
		this.#update();
	}

	/** Does nothing where they are shown already. */
	open(): void {
		if (!this.#content.hidden || this.#settled === 0) return;
		this.#content.hidden = false;
		this.#open.root.hidden = true;
		this.#grid.root.focus({ preventScroll: true });
		void this.#find();
	}

	/** Rows stay where they are while the run goes on: what is new comes with another search. */
	async #find(): Promise<void> {
		this.#countsFound = this.#counts;
		this.#detail.close();
		try {
			let found = await this.#ask("findResults", this.#bar.filter);
			this.#pages = new ResultPages(
				this.#ask,
				found.search,
				() => this.#grid.draw(),
				(message) => this.#say(message),
			);
			this.#grid.reset();
			this.#take(found);
			while (!found.isDone && found.search === this.#found?.search) {
				found = await this.#ask("resultsFound", { search: found.search });
				if (found.search === this.#found?.search) this.#take(found);
			}
		} catch (error) {
			this.#say(error instanceof Error ? error.message : String(error));
		}
	}

	async #cancelSearch(): Promise<void> {
		if (this.#found) this.#take(await this.#ask("cancelSearch", { search: this.#found.search }));
	}

	#take(found: ResultsFound): void {
		if (found.count !== this.#found?.count) this.#pages?.forgetPartial();
		this.#found = found;
		this.#grid.count = found.count;
		this.#update();
	}

	#update(): void {
		const found = this.#found;
		this.#cancel.root.hidden = found?.isDone ?? true;
		this.#refresh.root.hidden = !found?.isDone || this.#countsFound === this.#counts;
		if (found) this.#say(found.problem ?? foundText(found, this.#bar.isEmpty));
	}

	#say(text: string): void {
		setText(this.#status, text);
	}

	#fill(row: ResultInfo | null | undefined, [item, value, outcome, result, attempts, time]: readonly Element[]): void {
		if (!item || !value || !outcome || !result || !attempts || !time) return;
		const key = row && row.key !== String(row.index) && row.key !== row.value ? ` ${row.key}` : "";
		setText(item, row ? `${formatCount(row.index + 1)}${key}` : "…");
		setText(value, row?.value ?? "");
		setText(outcome, row ? outcomeLabels[row.outcome] : row === null ? "None any more" : "");
		setAttribute(outcome, "class", row ? `outcome mark ${row.outcome}` : "outcome");
		setText(result, row?.text ?? "");
		setText(attempts, row ? formatCount(row.attempts) : "");
		setText(time, row?.durationMs === undefined ? "" : formatDuration(row.durationMs));
	}

	async #showDetail(at: number): Promise<void> {
		const row = this.#pages?.row(at);
		if (!row) return;
		try {
			const detail = await this.#ask("resultDetail", { index: row.index });
			const key = row.key === String(row.index) ? "" : `: ${row.key}`;
			this.#detail.show(`Item ${formatCount(row.index + 1)}${key}`, detail);
		} catch (error) {
			this.#say(error instanceof Error ? error.message : String(error));
		}
	}
}

function foundText({ count, share, isDone }: ResultsFound, isAll: boolean): string {
	const items = formatCountOf(count, "item");
	const percentage = `${Math.floor(share * 100)} %`;
	if (!isDone) return `${items} so far; ${percentage} looked through…`;
	if (share < 1) return `${items} found before you cancelled, at ${percentage}.`;
	return isAll ? `${items}.` : count === 0 ? "No item fits." : `${items} found.`;
}
