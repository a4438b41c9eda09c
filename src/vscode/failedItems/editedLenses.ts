import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { formatCountOf } from "../../base/format.ts";
import { Throttle } from "../../base/throttle.ts";
import { isActive } from "../../engine/model/runState.ts";
import { resultText } from "../../wording/resultText.ts";
import { commandIds } from "../contributions/commandIds.ts";
import type { Runs } from "../runs/runs.ts";
import { withoutIcons } from "../texts/plainText.ts";

/** Which run a document's items failed in, and the run that tried them again. */
export interface Edited {
	readonly runId: string;
	readonly retryId?: string | undefined;
}

/** What a document says at the moment. */
export interface EditedState extends Edited {
	/** Items in it; undefined while it cannot be read. */
	readonly count: number | undefined;
	readonly problem: string | undefined;
	/** Nothing was typed since it was sent. */
	readonly isSent: boolean;
}

/** Lenses show no more of a run than this often, ms. */
const updateMs = 500;

/** The line above edited items: sends them again, and says what has become of them. */
export class EditedLenses implements vscode.CodeLensProvider, Disposable {
	readonly #runs: Runs;
	readonly #stateOf: (document: vscode.TextDocument) => EditedState | undefined;
	readonly #store = new DisposableStore();
	readonly #changed = new vscode.EventEmitter<void>();
	readonly onDidChangeCodeLenses = this.#changed.event;

	constructor(runs: Runs, stateOf: (document: vscode.TextDocument) => EditedState | undefined) {
		this.#runs = runs;
		this.#stateOf = stateOf;
		this.#store.add(this.#changed);
		const throttle = this.#store.add(new Throttle(systemClock, updateMs, () => this.refresh()));
		this.#store.add(
			runs.onDidChange(({ info }) => {
				if (info.parent !== undefined) throttle.request();
			}),
		);
		const selector = [{ scheme: "untitled" }, { scheme: "file", pattern: "**/*-failed*.{csv,jsonl}" }];
		this.#store.add(vscode.languages.registerCodeLensProvider(selector, this));
	}

	provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
		const state = this.#stateOf(document);
		if (!state) return [];
		const range = new vscode.Range(0, 0, 0, 0);
		return lensCommands(state, document.uri, this.#runs).map((command) => new vscode.CodeLens(range, command));
	}

	refresh(): void {
		this.#changed.fire();
	}

	dispose(): void {
		this.#store.dispose();
	}
}

function lensCommands(state: EditedState, uri: vscode.Uri, runs: Runs): readonly vscode.Command[] {
	const { runId, retryId, count, problem } = state;
	const commands: vscode.Command[] = [];
	if (problem !== undefined) {
		commands.push({ title: `$(error) ${withoutIcons(problem)}`, command: "editor.action.marker.next" });
	} else if (!state.isSent && count !== undefined) {
		const title = `$(refresh) Retry ${count === 1 ? "this item" : `these ${formatCountOf(count, "item")}`}`;
		commands.push({ title, command: commandIds.retryEdited, arguments: [uri] });
	}
	const retry = retryId === undefined ? undefined : runs.get(retryId);
	if (!retry) return [...commands, { title: "Show Run", command: commandIds.showDashboard, arguments: [runId] }];
	const { snapshot } = retry;
	const icon = isActive(snapshot.state) ? "sync~spin" : snapshot.counts.failed > 0 ? "warning" : "check";
	const title = `$(${icon}) ${withoutIcons(resultText(snapshot.counts))}`;
	commands.push({ title, command: commandIds.showDashboard, arguments: [retry.runId] });
	if (!isActive(snapshot.state) && snapshot.counts.failed + snapshot.counts.rejected > 0)
		commands.push({ title: "Edit What Is Left…", command: commandIds.editFailed, arguments: [runId] });
	return commands;
}
