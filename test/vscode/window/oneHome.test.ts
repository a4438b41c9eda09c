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

/** Jobs that are started in both windows at once: `BATCHLINE_STARTS=200` takes half an hour. */
const starts = Number(process.env.BATCHLINE_STARTS ?? 1);

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

	it("see each other's runs, and start a job once", async function () {
		this.timeout(300_000 + starts * 60_000);
		const numbers = Array.from({ length: starts }, (_, at) => at + 1);
		// Each with posts of its own, as the blog holds back none that it has answered.
		const job = (start: number) => blog.job({ json: { slug: `{{ item.slug }} ${start}` } }, `Posts ${start}`);
		const jobs = numbers.map((start) => [`posts${start}.batch.json`, job(start)]);
		const left = await Window.open({ files: Object.fromEntries(jobs) });
		const right = await left.another();
		const windows = [left, right];
		for (const window of windows) await window.openContainer("Batch");
		for (const start of numbers) await startInBoth(left, right, start);

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

	/** Starts a job in both windows at the same moment: one runs it, the other sees that and may not. */
	async function startInBoth(left: Window, right: Window, start: number): Promise<void> {
		const windows = [left, right];
		const [name, file] = [`Posts ${start}`, `posts${start}.batch.json`];
		for (const window of windows) await window.editor.openFile(file);
		const sent = blog.requests.length;
		await Promise.all(windows.map((window) => window.editor.titleAction("Run Job…")));
		await blog.received(sent + 4);
		const asked = await Promise.any(
			windows.map(async (window) => {
				await window.quickInput.waitForEntry("Show");
				return window;
			}),
		);
		const runner = asked === left ? right : left;
		await assert.rejects(batchline(asked, "run", file), /of this job is being run by process/);
		blog.answer(80);
		const row = asked.view("Runs");
		await row.row(name).waitFor();
		await eventually(async () =>
			assert.match((await row.rows())[0]?.description ?? "", /^4[0-2]% · .*in another window or terminal$/),
		);
		if (start === 1) await asked.screenshot("one-home-other-window");
		await asked.quickInput.pick("Show");
		blog.answer(120);
		await runner.notifications.find(new RegExp(`^${name} is done: 200 items succeeded, in `));
		await runner.notifications.dismissAll();
		await eventually(async () => assert.match((await row.rows())[0]?.description ?? "", /^200 items · /));
		assert.deepEqual([blog.requests.length - sent, blog.counts.size], [200, 200 * start], "Every post is sent once.");
		for (const window of windows) await window.command("View: Close All Editors");
	}
});
