import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Throttle } from "../../base/throttle.ts";
import { isActive } from "../../engine/model/runState.ts";
import { commandIds } from "../contributions/commandIds.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { hoverCommands, statusHover } from "./statusHover.ts";
import { type StatusText, statusOfEnd, statusOfRuns } from "./statusText.ts";

/** Four updates a second look live; more would not be noticed. */
const updateMs = 250;
/** How long a result stays if the user does not look at it, ms. */
const resultMs = 5 * 60_000;

/** The progress in one line: visible while a run is active, and for a while after with its result. */
export class StatusBar implements Disposable {
	readonly #runs: Runs;
	readonly #item: vscode.StatusBarItem;
	readonly #store = new DisposableStore();
	#result: RunView | undefined;
	#resultTimer: Disposable | undefined;
	#command: vscode.Command | undefined;
	#hover = "";

	constructor(runs: Runs) {
		this.#runs = runs;
		this.#item = vscode.window.createStatusBarItem("progress", vscode.StatusBarAlignment.Left, 0);
		this.#item.name = "Batch Progress";
		this.#store.add(this.#item);
		const throttle = this.#store.add(new Throttle(systemClock, updateMs, () => this.#update()));
		this.#store.add(runs.onDidChange(() => throttle.request()));
		this.#store.add(
			runs.onDidEnd(({ entry }) => {
				this.#showResult(entry);
				throttle.request();
			}),
		);
	}

	/** The user has looked at the run: its result can go. */
	seen(runId: string): void {
		if (this.#result?.runId !== runId) return;
		this.#result = undefined;
		this.#update();
	}

	dispose(): void {
		this.#resultTimer?.dispose();
		this.#store.dispose();
	}

	#showResult(entry: RunView): void {
		this.#result = entry;
		this.#resultTimer?.dispose();
		this.#resultTimer = systemClock.timer(resultMs, () => this.seen(entry.runId));
	}

	#update(): void {
		const active = this.#runs.all().filter(({ snapshot }) => isActive(snapshot.state));
		const result = this.#result && this.#runs.get(this.#result.runId);
		if (active.length > 0) this.#show(active, statusOfRuns(active.map(({ snapshot }) => snapshot)));
		else if (result) this.#show([result], statusOfEnd(result.snapshot));
		else this.#item.hide();
	}

	#show(entries: readonly RunView[], { text, spoken, color }: StatusText): void {
		const item = this.#item;
		if (item.text !== text) {
			item.text = text;
			item.accessibilityInformation = { label: spoken, role: "button" };
			item.backgroundColor = color && new vscode.ThemeColor(`statusBarItem.${color}Background`);
		}
		// With several runs, the command asks which one is meant.
		const ids = entries.length === 1 ? entries.map(({ runId }) => runId) : [];
		this.#setCommand(ids);
		this.#setHover(statusHover(entries));
		item.show();
	}

	/** A new object rebuilds the item, and a click at that moment is lost; so set it only if it differs. */
	#setCommand(ids: readonly string[]): void {
		if (this.#command?.arguments?.join() === ids.join()) return;
		this.#command = { command: commandIds.showDashboard, title: "Show Dashboard", arguments: [...ids] };
		this.#item.command = this.#command;
	}

	/** A new object closes an open hover; so set it only if its text differs. */
	#setHover(markdown: string): void {
		if (markdown === this.#hover) return;
		this.#hover = markdown;
		const tooltip = new vscode.MarkdownString(markdown);
		tooltip.isTrusted = { enabledCommands: hoverCommands.map((name) => commandIds[name]) };
		this.#item.tooltip = tooltip;
	}
}
