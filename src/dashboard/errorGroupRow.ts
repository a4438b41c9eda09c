import { formatCount } from "../base/format.ts";
import type { ErrorGroup } from "../engine/model/ports.ts";
import { outcomeLabels } from "../wording/outcomeLabels.ts";
import { ActionButton } from "./actionButton.ts";
import { element, setAttribute, setText } from "./element.ts";

export type GroupAction = "retry" | "skip";

/** One kind of error in the table. */
export class ErrorGroupRow {
	readonly root: HTMLTableRowElement;
	readonly #outcome = element("span", { class: "mark" });
	readonly #category = element("td", { role: "cell", class: "category" });
	readonly #message = element("td", { role: "cell", class: "error" });
	readonly #count = element("td", { role: "cell", class: "items" });
	readonly #retry: ActionButton;
	readonly #skip: ActionButton;

	constructor(act: (action: GroupAction) => Promise<unknown>) {
		this.#retry = new ActionButton("Retry", () => act("retry"));
		this.#skip = new ActionButton("Skip", () => act("skip"));
		this.root = element(
			"tr",
			{ role: "row" },
			element("td", { role: "cell", class: "outcome" }, this.#outcome),
			this.#category,
			this.#message,
			this.#count,
			element("td", { role: "cell", class: "actions" }, this.#retry.root, this.#skip.root),
		);
	}

	show(group: ErrorGroup, allowed: Readonly<Record<GroupAction, boolean>>): void {
		setText(this.#outcome, outcomeLabels[group.outcome]);
		setAttribute(this.#outcome, "class", `mark ${group.outcome}`);
		setText(this.#category, group.category);
		setText(this.#message, group.message);
		setText(this.#count, formatCount(group.count));
		this.#retry.allowed = allowed.retry;
		this.#skip.allowed = allowed.skip;
		// Without the count: a screen reader announces a focused label every time it changes.
		setAttribute(this.#retry.root, "aria-label", `Retry items with ${group.message}`);
		setAttribute(this.#skip.root, "aria-label", `Skip items with ${group.message}`);
	}
}
