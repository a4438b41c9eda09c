import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { isAlive } from "../../isAlive.ts";
import { killExtensionHost } from "./extensionHost.ts";

const lines = "birch\noak\nwillow\n";

describe("a command for each line", () => {
	it("runs in a window, and what is under way ends when the extension host crashes", async () => {
		const shouted = {
			items: { lines: "trees.txt" },
			run: { command: { run: ["tr", "a-z", "A-Z"], stdin: "{{ item }}" } },
			output: { jsonl: "shouted.jsonl" },
		};
		const slow = {
			items: { lines: "trees.txt" },
			run: { command: "echo $$ > {{ item }}.new; mv {{ item }}.new {{ item }}.pid; exec sleep 1000" },
		};
		const window = await Window.open({
			files: {
				"trees.txt": lines,
				"shouted.batch.json": JSON.stringify({ name: "Shouted", ...shouted }),
				"slow.batch.json": JSON.stringify({ name: "Slow", ...slow }),
			},
		});
		await window.editor.openFile("shouted.batch.json");
		await window.editor.titleAction("Run Job…");
		await window.notifications.find(/^Shouted is done: 3 items succeeded, in /);
		const results = (await readFile(join(window.workspace, "shouted.jsonl"), "utf8")).trimEnd().split("\n");
		const written = results.map((line) => JSON.parse(line).result.stdout);
		assert.deepEqual(written.sort(), ["BIRCH", "OAK", "WILLOW"]);

		await window.editor.openFile("slow.batch.json");
		await window.editor.titleAction("Run Job…");
		const trees = lines.trimEnd().split("\n");
		let pids: readonly number[] = [];
		await eventually(async () => {
			const texts = trees.map((tree) => readFile(join(window.workspace, `${tree}.pid`), "utf8"));
			pids = (await Promise.all(texts)).map(Number);
		});
		assert.deepEqual(pids.map(isAlive), [true, true, true]);
		killExtensionHost(window);
		await eventually(() => assert.deepEqual(pids.map(isAlive), [false, false, false]));
	});
});
