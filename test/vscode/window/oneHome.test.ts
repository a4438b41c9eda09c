import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";

const cli = fileURLToPath(new URL("../../../dist/cli.cjs", import.meta.url));

/** Runs the command line in the window's folder, as its terminal would. */
async function batchline(window: Window, ...args: string[]): Promise<string> {
	const { stderr } = await promisify(execFile)(process.execPath, [cli, ...args], { cwd: window.workspace });
	return stderr;
}

describe("two windows and the command line on one folder", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("see each other's runs, and start a job once", async () => {
		const left = await Window.open({ files: { "posts.batch.json": blog.job() } });
		const right = await left.another();
		const windows = [left, right];
		for (const window of windows) {
			await window.openContainer("Batch");
			await window.editor.openFile("posts.batch.json");
		}
		await Promise.all(windows.map((window) => window.editor.titleAction("Run Job…")));
		await blog.received(4);
		const asked = await Promise.any(
			windows.map(async (window) => {
				await window.quickInput.waitForEntry("Show");
				return window;
			}),
		);
		const runner = asked === left ? right : left;
		await assert.rejects(batchline(asked, "run", "posts.batch.json"), /of this job is being run by process/);
		blog.answer(80);
		const row = asked.view("Runs");
		await row.row("Posts").waitFor();
		await eventually(async () =>
			assert.match((await row.rows())[0]?.description ?? "", /^4[0-2]% · .*in another window or terminal$/),
		);
		await asked.screenshot("one-home-other-window");
		await asked.quickInput.pick("Show");
		blog.answer(120);
		await runner.notifications.find(/^Posts is done: 200 items succeeded, in /);
		await eventually(async () => assert.match((await row.rows())[0]?.description ?? "", /^200 items · /));
		assert.deepEqual([blog.requests.length, blog.counts.size], [200, 200], "Every post is sent once.");

		await writeFile(
			join(left.workspace, "count.batch.json"),
			JSON.stringify({ name: "Count", items: { values: [1, 2, 3] }, run: { command: "echo {{ item }}" } }),
		);
		await batchline(left, "run", "count.batch.json");
		for (const window of windows) {
			await window.view("Runs").row("Count").waitFor();
			await eventually(async () =>
				assert.match((await window.view("Runs").rows())[0]?.description ?? "", /^3 items · /),
			);
		}
		await left.screenshot("one-home-command-line");
	});
});
