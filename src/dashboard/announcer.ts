import type { RunState } from "../engine/model/runState.ts";
import { announcement } from "../wording/progressText.ts";
import { element, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** Announcing more often would drown out everything else that a screen reader says. */
const quietMs = 15_000;

/** Tells screen readers how the run is going: at once when its state changes, and now and then in between. */
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
