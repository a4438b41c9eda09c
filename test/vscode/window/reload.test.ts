import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

describe("a reload of the window", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("interrupts a run, which then resumes where it was", async () => {
		const window = await Window.open({ files: { "posts.batch.json": blog.job() } });
		const dashboard = new DashboardPage(window);
		await window.editor.openFile("posts.batch.json");
		await window.editor.titleAction("Run Job…");
		blog.answer(80);
		await window.statusBar.item(/\bPosts 40% · /).waitFor();
		await blog.received(84);
		await window.statusBar.clickUntil("progress", dashboard.heading);
		await dashboard.waitForProgress("40%");
		// These have no answer when the window closes, so their outcome is unknown.
		const inDoubt = blog.requests.filter(({ answered }) => !answered).map(({ slug }) => slug);
		assert.equal(inDoubt.length, 4);

		await window.reload();
		const offer = await window.notifications.find(/^Posts was interrupted at 40% when the window closed\.$/);
		assert.deepEqual(offer.buttons, ["Resume", "Show", "Dismiss"]);
		await dashboard.waitForState("Interrupted");
		await window.screenshot("resume-offer");
		await offer.press("Resume");
		blog.answer(120);
		await window.notifications.find(/^Posts is done: 200 items succeeded, in /);
		await dashboard.waitForState("Completed");
		await eventually(async () => assert.equal(await dashboard.fact("Succeeded"), "200"));

		const rows = (await readFile(join(window.workspace, "posts.csv"), "utf8")).trimEnd().split("\n").slice(1);
		const slugs = rows.map((row) => row.slice(0, row.indexOf(",")));
		assert.deepEqual([...blog.posts].sort(), slugs.toSorted(), "Every post is there, and none twice.");
		const twice = [...blog.counts].filter(([, count]) => count > 1).map(([slug]) => slug);
		assert.deepEqual(twice.sort(), inDoubt.toSorted(), "Only what was in doubt was sent again.");
		const keys = new Set(blog.requests.map(({ slug, idempotencyKey }) => `${slug} ${idempotencyKey}`));
		assert.equal(keys.size, 200, "Each post has one idempotency key, also the second time.");
	});
});
