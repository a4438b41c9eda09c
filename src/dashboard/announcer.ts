import { formatCount, formatPercent } from "../base/format.ts";
import type { RunState } from "../engine/runState.ts";
import type { Snapshot } from "../engine/snapshot.ts";
import { element, setText } from "./element.ts";
import { leftText, shareDone } from "./progress.ts";
import { stateText } from "./stateText.ts";
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

/** `Create posts: running, 42%, 3 failed, 2 min left` */
export function announcement(snapshot: Snapshot): string {
	const share = shareDone(snapshot);
	const facts = [
		stateText[snapshot.state].toLowerCase(),
		share === undefined ? "" : formatPercent(share),
		`${formatCount(snapshot.counts.failed)} failed`,
		leftText(snapshot),
		snapshot.reason ?? "",
	];
	return `${snapshot.jobName}: ${facts.filter((fact) => fact !== "").join(", ")}`;
}
