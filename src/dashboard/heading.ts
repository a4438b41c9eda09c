import { allowedActions, primaryAction, type RunAction } from "../wording/allowedActions.ts";
import { reasonText } from "../wording/progressText.ts";
import { stateText } from "../wording/stateText.ts";
import { ActionButton } from "./actionButton.ts";
import { element, setAttribute, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

type HeadingAction = Exclude<RunAction, "retry" | "skip" | "delete">;

const buttonTexts: Readonly<Record<HeadingAction, string>> = {
	pause: "Pause",
	resume: "Resume",
	cancel: "Cancel",
	openReport: "Open Report",
};

/** The job's name, the run's state with its reason, and the actions on the run. */
export class Heading implements Part {
	readonly root: HTMLElement;
	readonly #name = element("h1");
	readonly #state = element("span", { class: "state" });
	readonly #reason = element("p", { class: "reason" });
	readonly #buttons: ReadonlyMap<HeadingAction, ActionButton>;

	constructor(act: (action: HeadingAction) => Promise<unknown>) {
		const names = Object.keys(buttonTexts) as HeadingAction[];
		this.#buttons = new Map(names.map((name) => [name, new ActionButton(buttonTexts[name], () => act(name))]));
		const buttons = [...this.#buttons.values()].map((button) => button.root);
		this.root = element(
			"header",
			{},
			element("div", { class: "title" }, this.#name, this.#state),
			element("div", { class: "actions", role: "group", "aria-label": "Run" }, ...buttons),
			this.#reason,
		);
	}

	show({ run: { snapshot, live } }: View): void {
		setText(this.#name, snapshot.jobName);
		setText(this.#state, stateText[snapshot.state]);
		setAttribute(this.#state, "data-state", snapshot.state);
		const reason = reasonText(snapshot);
		setText(this.#reason, reason);
		this.#reason.hidden = reason === "";
		const allowed = allowedActions(snapshot.state, live);
		const primary = primaryAction(snapshot.state);
		for (const [name, button] of this.#buttons) {
			button.allowed = allowed[name];
			button.primary = name === primary && allowed[name];
		}
	}
}
