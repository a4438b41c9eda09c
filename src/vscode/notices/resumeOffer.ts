import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Throttle } from "../../base/throttle.ts";
import { commandIds } from "../contributions/commandIds.ts";
import { viewIds } from "../contributions/viewIds.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { withoutLinks } from "../texts/plainText.ts";
import { interruptedText } from "./endText.ts";

/** Remembers the runs that the user does not want to be asked about again. */
const dismissedKey = "resumeOffer.dismissed";
/** Collects the runs of one window into one question, even if its old process takes a moment to die, ms. */
const gatherMs = 500;

/** Offers to resume what a reload or a crash interrupted, once for each run. */
export class ResumeOffer implements Disposable {
	readonly #runs: Runs;
	readonly #memento: vscode.Memento;
	readonly #store = new DisposableStore();
	/** Not to be asked about: runs of this window, and those that were offered already. */
	readonly #excluded = new Set<string>();

	constructor(runs: Runs, memento: vscode.Memento) {
		this.#runs = runs;
		this.#memento = memento;
		const throttle = this.#store.add(new Throttle(systemClock, gatherMs, () => void this.#offer()));
		this.#store.add(
			runs.onDidChange((entry) => {
				if (entry.live) this.#excluded.add(entry.runId);
				else if (entry.snapshot.state === "interrupted" && !this.#excluded.has(entry.runId)) throttle.request();
			}),
		);
	}

	dispose(): void {
		this.#store.dispose();
	}

	async #offer(): Promise<void> {
		const dismissed = this.#memento.get<readonly string[]>(dismissedKey, []);
		const isNew = ({ runId, snapshot }: RunView) =>
			snapshot.state === "interrupted" && !this.#excluded.has(runId) && !dismissed.includes(runId);
		const entries = this.#runs.all().filter(isNew);
		if (entries.length === 0) return;
		for (const { runId } of entries) this.#excluded.add(runId);
		const text = withoutLinks(interruptedText(entries.map(({ snapshot }) => snapshot)));
		const resume = entries.length === 1 ? "Resume" : "Resume All";
		const choice = await vscode.window.showInformationMessage(text, resume, "Show", "Dismiss");
		if (choice === resume) {
			for (const { runId } of entries) await vscode.commands.executeCommand(commandIds.resume, runId);
		} else if (choice === "Show") {
			await vscode.commands.executeCommand(`${viewIds.runs}.focus`);
		} else if (choice === "Dismiss") {
			// Drops deleted runs: the list must not grow forever.
			const known = dismissed.filter((runId) => this.#runs.get(runId));
			await this.#memento.update(dismissedKey, [...known, ...entries.map(({ runId }) => runId)]);
		}
	}
}
