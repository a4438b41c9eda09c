import { AlertBox } from "./alertBox.ts";
import { Announcer } from "./announcer.ts";
import { durationChart } from "./charts/durationChart.ts";
import { throughputChart } from "./charts/throughputChart.ts";
import { element } from "./element.ts";
import { ErrorGroups } from "./errorGroups.ts";
import { Heading } from "./heading.ts";
import { Notice } from "./notice.ts";
import { Progress } from "./progress.ts";
import type { Ask } from "./protocol.ts";
import { ResultsSection } from "./results/resultsSection.ts";
import { RunDetails } from "./runDetails.ts";
import { SummaryTables } from "./summaryTables.ts";
import type { Part, View } from "./view.ts";

/** The dashboard's parts from top to bottom, drawn at most once a frame, however many changes arrive. */
export class Page {
	readonly root = element("main", { hidden: "" });
	readonly #notice = new Notice();
	readonly #parts: readonly Part[];
	readonly #results: ResultsSection;
	#next: View | undefined;

	constructor(parent: HTMLElement, ask: Ask) {
		const act = async (asked: Promise<unknown>) => {
			const problem = await asked.then(
				() => undefined,
				(error: unknown) => (error instanceof Error ? error.message : String(error)),
			);
			this.#notice.text = problem;
		};
		const heading = new Heading((action) => act(ask(action, {})));
		this.#results = new ResultsSection(ask);
		this.#parts = [
			heading,
			new AlertBox(),
			new Progress(),
			new RunDetails(),
			new SummaryTables(() => ask("summary", {})),
			throughputChart(),
			durationChart(),
			new ErrorGroups((action, group) => act(ask(action, group))),
			this.#results,
			new Announcer(),
		];
		this.root.append(...this.#parts.map((part) => part.root));
		parent.append(this.#notice.root, this.root);
	}

	show(view: View): void {
		if (this.#next === undefined) requestAnimationFrame(() => this.#draw());
		this.#next = view;
	}

	showResults(): void {
		this.#results.open();
		this.#results.root.scrollIntoView();
	}

	/** Hides the page and shows the reason instead. */
	showMissing(reason: string): void {
		this.root.hidden = true;
		this.#notice.text = reason;
	}

	#draw(): void {
		const view = this.#next;
		this.#next = undefined;
		if (view === undefined) return;
		if (this.root.hidden) this.#notice.text = undefined;
		this.root.hidden = false;
		for (const part of this.#parts) part.show(view);
	}
}
