import type * as vscode from "vscode";
import type { RunSetting } from "./draft.ts";
import { operationText } from "./operationText.ts";

const key = "recentOperations";
/** A list that is short enough to look through. */
const maxKept = 8;

export interface RecentOperation {
	readonly run: RunSetting;
	/** In a few words. */
	readonly text: string;
}

/** The operations that were last run in this workspace, newest first. */
export class RecentOperations {
	readonly #memento: vscode.Memento;

	constructor(memento: vscode.Memento) {
		this.#memento = memento;
	}

	/** Leaves out those that this version does not know. */
	all(): readonly RecentOperation[] {
		return this.#runs().flatMap((run) => {
			const text = operationText(run);
			return text === undefined ? [] : [{ run, text }];
		});
	}

	async add(run: RunSetting): Promise<void> {
		const same = JSON.stringify(run);
		const others = this.#runs().filter((other) => JSON.stringify(other) !== same);
		await this.#memento.update(key, [run, ...others].slice(0, maxKept));
	}

	#runs(): readonly RunSetting[] {
		const kept = this.#memento.get<unknown>(key);
		return Array.isArray(kept) ? kept.filter((run) => typeof run === "object" && run !== null) : [];
	}
}
