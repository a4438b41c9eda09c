import assert from "node:assert/strict";
import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FolderChanges } from "../../../src/vscode/runs/folderChanges.ts";
import { TemporaryFolder } from "../../host/temporaryFolder.ts";

describe("the changes of folders", () => {
	let temporary: TemporaryFolder;
	let folder: string;
	let changes: FolderChanges;
	/** Files come so fast here that a coarse clock would give a folder the same date twice. */
	let seconds = 0;

	beforeEach(() => {
		temporary = new TemporaryFolder();
		folder = join(temporary.path, "runs");
		changes = new FolderChanges();
	});

	afterEach(() => temporary.dispose());

	function touch(): void {
		utimesSync(folder, ++seconds, seconds);
	}

	const looks = (count: number) => Array.from({ length: count }, () => changes.mayHaveNew(folder));

	it("are seen once each: that it is there, that a file has come, that it is gone", () => {
		mkdirSync(folder);
		assert.deepEqual([changes.of(folder), changes.of(folder)], ["changed", undefined]);
		writeFileSync(join(folder, "runner.lock"), "");
		touch();
		assert.deepEqual([changes.of(folder), changes.of(folder)], ["changed", undefined]);
		rmSync(folder, { recursive: true });
		assert.equal(changes.of(folder), "gone");
	});

	it("make a folder of runs worth a few looks when a name comes or goes, as a run comes a moment after its folder", () => {
		assert.deepEqual(looks(2), [false, false]);
		mkdirSync(join(folder, "first"), { recursive: true });
		touch();
		assert.deepEqual(looks(7), [true, true, true, true, true, false, false]);
		rmSync(join(folder, "first"), { recursive: true });
		touch();
		assert.equal(changes.mayHaveNew(folder), true);
	});

	it("do not count where a folder has the same names as before", () => {
		mkdirSync(join(folder, "first"), { recursive: true });
		looks(6);
		touch();
		assert.equal(changes.mayHaveNew(folder), false);
	});
});
