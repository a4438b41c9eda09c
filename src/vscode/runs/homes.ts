import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import { ignoreStateFolder } from "../../store/files/ignoreStateFolder.ts";
import { isOurs, projectFolder, stateFolderName } from "../../store/files/projectFolder.ts";

const key = "homes";

/**
 * The folders with runs that the window shows: those of its projects, which its other windows and the command line share,
 * and its own storage, for runs that belong to no folder of the workspace (and those of older versions).
 */
export class Homes {
	readonly #storage: string;
	readonly #memento: vscode.Memento;

	/** @param storage absolute; made with the first run in it */
	constructor(storage: string, memento: vscode.Memento) {
		this.#storage = storage;
		this.#memento = memento;
	}

	/** Absolute. */
	all(): readonly string[] {
		return [...new Set([this.#storage, ...this.#ofFolders(), ...this.#made])];
	}

	/** Whether this workspace keeps runs in it, so that it clears them up; in a project only while that is trusted. */
	isOwn(home: string): boolean {
		return home === this.#storage || (vscode.workspace.isTrusted && this.#made.includes(home));
	}

	/** Where a new run is kept. @param baseFolder of its job */
	of(baseFolder: string): string {
		if (!vscode.workspace.getWorkspaceFolder(vscode.Uri.file(baseFolder))) return this.#storage;
		return usableHome(baseFolder) ?? this.#storage;
	}

	/** A run was made there. */
	madeIn(home: string): void {
		if (home === this.#storage) return;
		ignoreStateFolder(dirname(home));
		if (!this.#made.includes(home)) void this.#memento.update(key, [...this.#made, home]);
	}

	/** Shown in Restricted Mode, too: they were made here while the project was trusted. */
	get #made(): readonly string[] {
		return this.#memento.get<readonly string[]>(key, []);
	}

	/** None in Restricted Mode: such a folder may have come with the project. */
	#ofFolders(): readonly string[] {
		if (!vscode.workspace.isTrusted) return [];
		const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === "file") ?? [];
		return folders.map(({ uri }) => usableHome(uri.fsPath)).filter((home) => home !== undefined);
	}
}

/** Undefined where it is another user's. */
function usableHome(folder: string): string | undefined {
	const state = join(projectFolder(folder), stateFolderName);
	return existsSync(state) && !isOurs(state) ? undefined : join(state, "runs");
}
