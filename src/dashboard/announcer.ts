import type { RunState } from "../engine/model/runState.ts";
import { announcement } from "../wording/progressText.ts";
import { element, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** More often than this a screen reader would say nothing else. */
const quietMs = 15_000;

/** Tells those who listen how the run goes: at once when its state changes, now and then in between. */
export class Announcer implements Part {
	readonly root = element("p", { class: "announcer", role: "status", "aria-live": "polite" });
	#state: RunState | undefined;
	#saidAt = Number.NEGATIVE_INFINITY;

	show({ run: { snapshot, at } }: View): void {
		if (snapshot.state === this.#state && at - this.#saidAt < quietMs) return;
		this.#state = snapshot.state;
		this.#saidAt = at;
		setText(this.root, announcement(snapshot));
	}
}
