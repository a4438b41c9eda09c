import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

describe("what a run asks for", () => {
	let blog: Blog;
	let window: Window;

	before(async () => {
		blog = await Blog.start();
		window = await Window.open({
			files: {
				"empty.txt": "\n",
				"rows.csv": "slug,title\nann,Ann\nbob\n",
				"words.batch.json": JSON.stringify({
					name: "Words",
					inputs: { lang: { description: "the language", options: ["de", "es"], default: "es" }, tone: {} },
					items: { values: ["one", "two", "three", "four"] },
					run: { command: ["echo", "${input:lang} ${input:tone}"] },
					assert: ["item != 'three'"],
					summarize: ["result.stdout | strip", "index"],
				}),
				"posts.batch.json": blog.job({ headers: { authorization: "Bearer ${secret:blog}" } }),
			},
			settings: { "batchline.defaults.concurrency": 3 },
		});
	});

	after(async () => {
		await window.dispose();
		await blog.dispose();
	});

	it("is a selection with items in it", async () => {
		const { editor, notifications, quickInput } = window;
		const runOnSelection = "Batch: Run Batch on Selection…";
		assert.equal(await quickInput.offers(runOnSelection), false, "There is no editor to take items from.");
		await editor.openFile("empty.txt");
		await window.command(runOnSelection);
		await notifications.find(/^The selection is empty\. Select the lines to work on/);
		await notifications.dismissAll();

		await editor.openFile("rows.csv");
		await editor.selectEachLine();
		await window.command(runOnSelection);
		await quickInput.waitForTitle("2 rows of CSV: slug, title");
		await quickInput.cancel();

		await editor.goToLine(1);
		await editor.contextMenu("Run Batch on Selection…");
		await quickInput.waitForTitle("2 rows of CSV: slug, title");
		await quickInput.pick("HTTP request…");
		await quickInput.pick("POST");
		await quickInput.waitForTitle("HTTP Request: POST");
		await quickInput.type("example.com");
		await quickInput.waitForMessage(/Expected an address that begins with http/);
		await quickInput.type(`${blog.url}?{{ item.slog }}`);
		await quickInput.waitForMessage(/Did you mean "slug"\?/);
		await quickInput.type(blog.url);
		await quickInput.accept();
		await quickInput.waitForTitle(`HTTP Request: POST ${blog.url}`);
		await quickInput.accept();
		await quickInput.waitForEntry("Run");
		const [, concurrency, , , , bob] = await quickInput.entries();
		assert.match(concurrency?.description ?? "", /^3 at a time, /);
		assert.equal(bob?.detail, "Line 3: 1 field, expected 2 (slug, title).");
		blog.answer(1);
		await quickInput.accept();
		await notifications.find(/^rows\.csv is done: 1 of 2 items succeeded, 1 failed, in /);
		assert.deepEqual(blog.posts, ["ann"]);
	});

	it("is each of a job's inputs, and what it counts stands on the dashboard", async () => {
		const { editor, notifications, quickInput } = window;
		await editor.openFile("words.batch.json");
		await editor.titleAction("Run Job…");
		await quickInput.waitForTitle("Words: lang (1/2)");
		const [usual] = await quickInput.entries();
		assert.deepEqual([usual?.label, usual?.description], ["es", "default"]);
		await quickInput.pick("de");
		await quickInput.waitForTitle("Words: tone (2/2)");
		await quickInput.type("very formal");
		await quickInput.accept();
		await notifications.find(/^Words is done: 3 of 4 items succeeded, 1 failed/);
		await notifications.dismissAll();
		const dashboard = new DashboardPage(window);
		// Once: the item is gone as soon as the dashboard is there.
		await window.statusBar.click("progress");
		await dashboard.heading.waitFor();
		assert.deepEqual(await dashboard.summary("Assertions that did not hold"), ["item != 'three' | 1"]);
		assert.deepEqual(await dashboard.summary("result.stdout | strip of 3 items"), ["de very formal | 3"]);
		assert.match((await dashboard.summary("index of 3 items")).join(), /^min \| 0,mean \| 1\.333\d*,p50 \| 1,/);
		await window.screenshot("summary-dark");
		await window.setTheme("light");
		await window.screenshot("summary-light");
	});

	it("is a secret, asked for once and kept out of everything that is written", async () => {
		const { editor, notifications, quickInput } = window;
		await editor.openFile("posts.batch.json");
		const sentBefore = blog.requests.length;
		for (const _ of ["asked", "known"]) {
			await editor.titleAction("Run Job…");
			if (blog.requests.length === sentBefore) {
				await quickInput.waitForTitle('Secret "blog"');
				await quickInput.type("s3cret-of-ann");
				await quickInput.accept();
			} else {
				await quickInput.pick("Run Again");
			}
			blog.answer(200);
			await notifications.find(/^Posts is done: 200 items succeeded/);
			await notifications.dismissAll();
		}
		const sent = blog.requests.slice(sentBefore);
		assert.equal(sent.length, 400);
		assert.ok(sent.every(({ authorization }) => authorization === "Bearer s3cret-of-ann"));
		const written = [...(await filesBelow(window.dataFolder)), ...(await filesBelow(window.workspace))];
		assert.ok(written.some((file) => file.endsWith("results.jsonl")));
		for (const file of written) {
			assert.ok(!(await readFile(file)).includes("s3cret-of-ann"), `${file} holds the secret.`);
		}
	});
});

async function filesBelow(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
