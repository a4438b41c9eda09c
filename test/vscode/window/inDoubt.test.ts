import assert from "node:assert/strict";
import { platform } from "node:process";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { killExtensionHost } from "./extensionHost.ts";

describe("an extension host that is killed amid a run that must not do anything twice", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("leaves a few items in doubt, which the user is asked about by name", async function () {
		if (platform !== "linux") this.skip();
		const job = { ...JSON.parse(blog.job()), interrupted: "ask" };
		const window = await Window.open({ files: { "posts.batch.json": JSON.stringify(job) } });
		await window.editor.openFile("posts.batch.json");
		await window.editor.titleAction("Run Job…");
		blog.answer(80);
		await window.statusBar.item(/\bPosts 40% · /).waitFor();
		await blog.received(84);
		const inDoubt = blog.requests.filter(({ answered }) => !answered).map(({ slug }) => slug);
		assert.equal(inDoubt.length, 4);

		killExtensionHost(window);
		await window.reload();
		const offer = await window.notifications.find(/^Posts was interrupted at 40% when the window closed\.$/);
		await offer.press("Resume");
		const text = await window.dialog.text();
		assert.match(text, /Posts: 4 items had started when the window closed, and nobody knows whether they were done\./);
		for (const slug of inDoubt) assert.ok(text.includes(slug), `${slug} is named in: ${text}`);
		assert.match(text, /POST http:\/\/\S+, Idempotency-Key: \S{32}/);
		await window.screenshot("in-doubt");
		await window.dialog.press("Decide Later");

		blog.answer(116);
		await window.notifications.find(/^Posts is done: 196 of 200 items succeeded, 4 in doubt, in /);
		assert.deepEqual(
			[...blog.counts].filter(([, count]) => count > 1),
			[],
			"Nothing was sent twice.",
		);
		await window.openContainer("Batch");
		const view = window.view("Failed Items");
		await view.row("In doubt").waitFor();
		await window.screenshot("in-doubt-tree");
	});
});
