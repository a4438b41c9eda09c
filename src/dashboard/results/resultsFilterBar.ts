import { outcomeLabels } from "../../wording/outcomeLabels.ts";
import { element } from "../element.ts";
import type { ResultsFilter } from "../protocol.ts";

/** After the last key, ms: each search of a long run takes a while. */
const typingMs = 300;

const outcomes = { "": "All outcomes", ...outcomeLabels };
const categories = { "": "All errors", retry: "retry", skip: "skip", fail: "fail", fatal: "fatal" };

/** What the user looks for among the results. */
export class ResultsFilterBar {
	readonly root: HTMLElement;
	readonly #outcome = choice("Outcome", outcomes);
	readonly #category = choice("Category of the error", categories);
	readonly #text = element("input", {
		type: "search",
		class: "input",
		placeholder: "Find in key, value, result and error",
		"aria-label": "Find in key, value, result and error",
	});
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(onChange: () => void) {
		this.root = element("div", { class: "filter", role: "search" }, this.#outcome, this.#category, this.#text);
		const now = () => {
			clearTimeout(this.#timer);
			onChange();
		};
		for (const one of [this.#outcome, this.#category]) one.addEventListener("change", now);
		this.#text.addEventListener("input", () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(onChange, typingMs);
		});
		this.#text.addEventListener("keydown", (event) => {
			if (event.key === "Enter") now();
		});
	}

	get filter(): ResultsFilter {
		return {
			outcome: (this.#outcome.value || undefined) as ResultsFilter["outcome"],
			category: (this.#category.value || undefined) as ResultsFilter["category"],
			text: this.#text.value,
		};
	}

	get isEmpty(): boolean {
		return this.#outcome.value === "" && this.#category.value === "" && this.#text.value === "";
	}
}

function choice(label: string, options: Readonly<Record<string, string>>): HTMLSelectElement {
	const made = Object.entries(options).map(([value, text]) => element("option", { value }, text));
	return element("select", { class: "input", "aria-label": label }, ...made);
}
