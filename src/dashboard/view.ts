import type { ThroughputHistory } from "./charts/throughputHistory.ts";
import type { Groups, RunNow } from "./protocol.ts";

/** What the page shows at one moment. */
export interface View {
	readonly run: RunNow;
	readonly groups: Groups;
	readonly history: ThroughputHistory;
}

/** A part of the page that draws the view, at most once a frame. */
export interface Part {
	readonly root: HTMLElement;
	show(view: View): void;
}
