import assert from "node:assert/strict";
import { linkSync, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Trial } from "../cli/trial.ts";

const files = 300;
const kills = 8;
const words = 4_000;

describe("A replace that is killed again and again", () => {
	it("leaves every file whole and replaced once, and no file of its own beside them", async () => {
		const trial = new Trial();
		try {
			const folder = trial.file("texts");
			mkdirSync(folder);
			// Replaced twice, it would grow again.
			for (let n = 0; n < files; n++) writeFileSync(join(folder, `${n}.txt`), "old text\n".repeat(words));
			for (let n = 0; n < files; n += 3) linkSync(join(folder, `${n}.txt`), trial.file(`other-name-${n}`));
			trial.write("trial.batch.json", {
				items: { files: "texts/*.txt" },
				run: { replace: { find: "old", with: "old old" } },
				concurrency: 16,
			});
			let killed = 0;
			while (killed < kills) {
				const { process, ended } = trial.start(["run", "trial.batch.json", "--quiet"]);
				const isWriting = written(folder, 1 + killed * 7);
				await Promise.race([isWriting.then(() => process.kill("SIGKILL")), ended]);
				const { signal } = await ended;
				if (signal === null) break;
				killed++;
			}
			assert.ok(killed > 1, `${killed} kills`);
			const { code, stderr } = await trial.start(["run", "trial.batch.json", "--quiet"]).ended;
			assert.ok(code === 0, stderr);
			const expected = "old old text\n".repeat(words);
			for (let n = 0; n < files; n++) {
				assert.ok(readFileSync(join(folder, `${n}.txt`), "utf8") === expected, `${n}.txt is wrong`);
				if (n % 3 === 0)
					assert.ok(readFileSync(trial.file(`other-name-${n}`), "utf8") === expected, `link ${n} is wrong`);
			}
			assert.deepEqual(
				readdirSync(folder).filter((name) => name.startsWith(".")),
				[],
			);
		} finally {
			await trial.dispose();
		}
	});
});

/** Resolves when so many unfinished files were seen in the folder. */
function written(folder: string, count: number): Promise<void> {
	return new Promise((resolve) => {
		let seen = 0;
		const watcher = watch(folder, (_, name) => {
			if (!name?.startsWith(".batchline-") || ++seen < count) return;
			watcher.close();
			resolve();
		});
	});
}
