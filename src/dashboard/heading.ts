import { allowedRunActions, primaryAction, type RunAction } from "../wording/allowedActions.ts";
import { reasonText } from "../wording/progressText.ts";
import { stateText } from "../wording/stateText.ts";
import { ActionButton } from "./actionButton.ts";
import { element, setAttribute, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

type HeadingAction = Exclude<RunAction, "retry" | "skip" | "edit" | "delete">;
type StandingAction = Exclude<HeadingAction, "tryNow">;

/** Those that are always there, if not always allowed. */
const buttonTexts: Readonly<Record<StandingAction, string>> = {
	pause: "Pause",
	resume: "Resume",
	cancel: "Cancel",
	results: "Open Results…",
	openReport: "Open Report",
};

/** The job's name, the run's state with its reason, and the actions on the run. */
export class Heading implements Part {
	readonly root: HTMLElement;
	readonly #name = element("h1", { tabindex: "-1" });
	readonly #state = element("span", { class: "state" });
	readonly #reason = element("p");
	readonly #tryNow: ActionButton;
	readonly #why: HTMLElement;
	readonly #buttons: ReadonlyMap<StandingAction, ActionButton>;

	constructor(act: (action: HeadingAction) => Promise<unknown>) {
		const names = Object.keys(buttonTexts) as StandingAction[];
		this.#buttons = new Map(names.map((name) => [name, new ActionButton(buttonTexts[name], () => act(name))]));
		const buttons = [...this.#buttons.values()].map((button) => button.root);
		this.#tryNow = new ActionButton("Try Now", () => act("tryNow"));
		this.#why = element("div", { class: "reason" }, this.#reason, this.#tryNow.root);
		this.root = element(
			"header",
			{},
			element("div", { class: "title" }, this.#name, this.#state),
			element("div", { class: "actions", role: "group", "aria-label": "Run" }, ...buttons),
			this.#why,
		);
	}

	show({ run: { snapshot, live } }: View): void {
		setText(this.#name, snapshot.jobName);
		setText(this.#state, stateText[snapshot.state]);
		setAttribute(this.#state, "data-state", snapshot.state);
		const reason = reasonText(snapshot);
		setText(this.#reason, reason);
		this.#why.hidden = reason === "";
		const allowed = allowedRunActions({ snapshot, live });
		this.#tryNow.allowed = allowed.tryNow;
		const isWaiting = live && snapshot.state === "running" && snapshot.blockedOn !== undefined;
		// The focus goes to where no second press does anything.
		if (!isWaiting && document.activeElement === this.#tryNow.root) this.#name.focus();
		this.#tryNow.root.hidden = !isWaiting;
		const primary = primaryAction(snapshot.state);
		for (const [name, button] of this.#buttons) {
			button.allowed = allowed[name];
			button.primary = name === primary && allowed[name];
		}
	}
}
