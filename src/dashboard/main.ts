import { ThroughputHistory } from "./charts/throughputHistory.ts";
import { RunWatch } from "./host/runWatch.ts";
import { Page } from "./page.ts";
import type { PanelState } from "./protocol.ts";
import type { View } from "./view.ts";

/** What VS Code gives a webview. */
declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: PanelState): void };

const vscode = acquireVsCodeApi();
let view: View | undefined;

const watch = new RunWatch((message) => vscode.postMessage(message), {
	onPicture({ run, samples, groups }) {
		vscode.setState({ runId: run.snapshot.runId });
		const history = new ThroughputHistory(samples);
		history.add(run);
		view = { run, groups, history };
		page.show(view);
	},
	onChange({ run, groups }) {
		if (view === undefined) return;
		view.history.add(run);
		view = { ...view, run, groups: groups ?? view.groups };
		page.show(view);
	},
	onShowResults: () => page.showResults(),
	onMissing(reason) {
		view = undefined;
		page.showMissing(reason);
	},
});
const page = new Page(document.body, (kind, question) => watch.ask(kind, question));

addEventListener("message", ({ data }) => watch.receive(data));
void watch.pull();
