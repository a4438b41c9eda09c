import assert from "node:assert/strict";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

describe("a run under way", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("is paused, resumed and cancelled from the view and from a dashboard that is closed and reopened", async () => {
		const window = await Window.open({ files: { "posts.batch.json": blog.job() } });
		const { editor, statusBar, quickInput } = window;
		const runs = window.view("Runs");
		const dashboard = new DashboardPage(window);
		assert.equal(await quickInput.offers("Batch: Pause"), false, "There is nothing to pause.");
		await editor.openFile("posts.batch.json");
		await window.openContainer("Batch");
		await runs.titleAction("Run Job…");
		await quickInput.pick("posts.batch.json");
		blog.answer(50);
		await statusBar.item(/\bPosts 25% · /).waitFor();
		assert.equal(await quickInput.offers("Batch: Pause"), true);

		await runs.inlineAction("Posts", "Pause");
		await statusBar.item(/\bPosts 25% · paused/).waitFor();
		blog.answer(50);
		await statusBar.item(/\bPosts 27% · paused/).waitFor();
		assert.equal(blog.requests.length, 54, "A paused run starts no more items.");

		assert.match(
			await statusBar.hover("progress"),
			/Posts.*Paused · 27% · 54 of 200 items.*Resume · Cancel · Dashboard/s,
		);
		await window.screenshot("status-bar-hover", { pointer: "stays" });
		await statusBar.clickUntil("progress", dashboard.heading);
		await dashboard.waitForState("Paused");
		await dashboard.button("Resume").click();
		await dashboard.waitForProgress("50%");
		await dashboard.button("Pause").click();
		await dashboard.waitForState("Paused");
		await window.command("View: Close Editor");
		await runs.inlineAction("Posts", "Show Dashboard");
		await dashboard.waitForProgress("50%");
		await dashboard.button("Cancel").click();
		blog.answer(4);
		await dashboard.waitForState("Cancelled");
		await eventually(async () => assert.equal(await dashboard.fact("Succeeded"), "104"));
		await eventually(async () => assert.equal((await runs.rows())[0]?.description.split(" · ")[0], "cancelled at 52%"));

		blog.refuse("", 503);
		await runs.inlineAction("Posts", "Resume");
		blog.answer(96);
		await dashboard.tryNow.waitFor();
		await window.screenshot("dashboard-waits");
		blog.mend();
		await dashboard.tryNow.click();
		await dashboard.waitForState("Completed");
		assert.equal(await dashboard.tryNow.isVisible(), false, "There is nothing to wait for.");
		assert.equal(blog.counts.size, 200);
		await window.reload();
		await dashboard.waitForState("Completed");
		await eventually(async () => assert.deepEqual(await editor.tabs(), ["posts.batch.json", "Batch: Posts"]));
		await eventually(async () => assert.equal(await dashboard.fact("Succeeded"), "200"));
	});
});
