import { readdirSync, statSync } from "node:fs";

/** A folder with a new name in it is looked at so often: a run becomes one within a moment, or never does. */
const maxLooks = 5;

/** What has happened to folders since they were last looked at, by their dates alone: cheap for hundreds of them. */
export class FolderChanges {
	readonly #dates = new Map<string, bigint>();
	/** Names in a folder of runs; a run's folder is there before the run is. */
	readonly #names = new Map<string, string>();
	/** How often a folder with a new name in it is still to be looked at. */
	readonly #looks = new Map<string, number>();

	/** "changed" at the first time, and where files have come or gone: a runner's does when it begins and when it ends. */
	of(folder: string): "changed" | "gone" | undefined {
		const date = dateOf(folder);
		if (date === undefined) {
			this.#dates.delete(folder);
			return "gone";
		}
		const before = this.#dates.get(folder);
		this.#dates.set(folder, date);
		return before === date ? undefined : "changed";
	}

	/** Whether a folder of runs may hold new ones: for some time after a folder has come, and where runs have gone. */
	mayHaveNew(runsFolder: string): boolean {
		if (dateOf(runsFolder) === undefined) return false;
		if (this.of(runsFolder) === "changed") {
			const names = readdirSync(runsFolder).join("\0");
			if (names !== this.#names.get(runsFolder)) this.#looks.set(runsFolder, maxLooks);
			this.#names.set(runsFolder, names);
		}
		const looks = this.#looks.get(runsFolder) ?? 0;
		this.#looks.set(runsFolder, Math.max(0, looks - 1));
		return looks > 0;
	}
}

function dateOf(folder: string): bigint | undefined {
	return statSync(folder, { bigint: true, throwIfNoEntry: false })?.mtimeNs;
}
