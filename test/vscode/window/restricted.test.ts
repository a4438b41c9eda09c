import assert from "node:assert/strict";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

describe("Restricted Mode", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("runs nothing, says how to trust the workspace, and still shows runs", async () => {
		const window = await Window.open({ trusted: false, files: { "posts.batch.json": blog.job() } });
		const { editor, notifications } = window;
		const runs = window.view("Runs");
		await window.openContainer("Batch");
		await runs.waitForMessage(/^This workspace is not trusted\./);
		await editor.openFile("posts.batch.json");
		await editor.titleAction("Run Job…");
		const refusal = await notifications.find(/^Nothing runs here yet: this workspace is not trusted/);
		assert.deepEqual(refusal.buttons, ["Manage Workspace Trust"]);
		await window.screenshot("restricted-mode");
		await refusal.press("Manage Workspace Trust");
		await window.pressTrust();

		blog.refuse("bread-ovens", 422);
		await editor.openFile("posts.batch.json");
		await editor.titleAction("Run Job…");
		blog.answer(200);
		await notifications.find(/^Posts is done: 190 of 200 items succeeded, 10 rejected/);
		const sent = blog.requests.length;

		await window.distrustWorkspace();
		await window.openContainer("Batch");
		const dashboard = new DashboardPage(window);
		await runs.inlineAction("Posts", "Show Dashboard");
		await dashboard.waitForState("Completed with failures");
		await dashboard.act(/422/, "Retry");
		await window
			.webview()
			.getByRole("alert")
			.getByText(/^Nothing runs here yet/)
			.waitFor();
		assert.equal(blog.requests.length, sent);
	});
});
