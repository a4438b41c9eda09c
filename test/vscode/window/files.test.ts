import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";

const settings = { "batchline.defaults.retry.attempts": 2, "batchline.defaults.retry.minDelay": "10ms" };

describe("a batch on files", () => {
	let window: Window;

	before(async () => {
		window = await Window.open({ settings });
	});

	after(() => window.dispose());

	it("takes the files that are selected in the Explorer, and a folder; a failed item leads to its file", async () => {
		const { quickInput, notifications } = window;
		const explorer = window.view("workspace");
		const failedItems = window.view("Failed Items");
		await explorer.expand("notes");
		await explorer.select("ovens.md", "tides.md");
		await explorer.contextMenu("tides.md", "Run Batch on Files…");
		await quickInput.waitForTitle("2 files: notes/ovens.md, notes/tides.md");
		await quickInput.pick("Module…");
		await quickInput.pick("headings.mjs");
		await quickInput.waitForEntry("Run");
		const [run, concurrency] = await quickInput.entries();
		assert.equal(run?.description, "2 items · module headings.mjs");
		assert.equal(concurrency?.description, "4 at a time, up to 2 tries each");
		await quickInput.accept();
		await notifications.find(/^ovens\.md and 1 more is done: 2 items succeeded, in /);
		await notifications.dismissAll();

		await explorer.contextMenu("notes", "Run Batch on Files…");
		await quickInput.waitForTitle("4 files: notes");
		await quickInput.pick("module headings.mjs");
		await quickInput.waitForEntry("Run");
		await quickInput.accept();
		await notifications.find(/^notes is done: 3 of 4 items succeeded, 1 failed, in /);
		await notifications.dismissAll();
		await window.openContainer("Batch");
		await failedItems.expand(/has no heading$/);
		await eventually(async () => assert.match((await failedItems.rows()).at(-1)?.description ?? "", /^2 attempts$/));
		await failedItems.contextMenu("notes/unnamed.md", "Copy Error");
		await eventually(async () =>
			assert.match(await window.clipboard(), /^notes\/unnamed\.md has no heading\n.*headings\.mjs:7:/s),
		);
		await failedItems.contextMenu("notes/unnamed.md", "Show Attempts");
		await window.editor.waitForTab("Item 4.txt");
		assert.deepEqual((await window.editor.visibleLines()).slice(0, 3), [
			"Item 4: notes/unnamed.md",
			join(window.workspace, "notes/unnamed.md"),
			"Failed after 2 attempts.",
		]);
		await failedItems.inlineAction("notes/unnamed.md", "Open");
		await window.editor.waitForTab("unnamed.md");
	});

	it("is saved as a job file, which the editor completes, checks and runs", async () => {
		const { quickInput, notifications, editor } = window;
		await window.openContainer("Explorer");
		await window.view("workspace").contextMenu("notes", "Run Batch on Files…");
		await quickInput.pick("Module…");
		await quickInput.pick("headings.mjs");
		await quickInput.waitForEntry("Run");
		await quickInput.pressButton("Save as Job File…");
		await quickInput.waitForTitle("Save as Job File");
		await quickInput.waitForValue(join(window.workspace, "notes.batch.json"));
		await quickInput.accept();
		await editor.waitForTab("notes.batch.json");
		const saved = await readFile(join(window.workspace, "notes.batch.json"), "utf8");
		assert.deepEqual(JSON.parse(saved), {
			name: "notes",
			items: { files: ["notes"] },
			run: { module: "headings.mjs" },
		});

		await editor.goToLine(2);
		await eventually(async () => {
			// The list shows its first ones.
			const offered = await editor.suggestions();
			for (const key of ["alerts", "assert", "batchSize", "errors"]) assert.ok(offered.includes(key), offered.join());
		});
		await writeFile(join(window.workspace, "notes.batch.json"), saved.replace('"name"', '"concurency": 2,\n\t"name"'));
		await editor.waitForProblems(1);
		await editor.titleAction("Run Job…");
		const problem = await notifications.find(/concurency/);
		assert.equal(problem.text, 'notes.batch.json:2: Unknown key "concurency". Did you mean "concurrency"?');
		await window.screenshot("job-file");
		await problem.press("Open File");
		await window.statusBar.item(/Ln 2, .* \(12 selected\)/).waitFor();
	});
});
