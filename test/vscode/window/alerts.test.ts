import assert from "node:assert/strict";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

describe("a run whose success rate falls", () => {
	let blog: Blog;

	beforeEach(async () => {
		blog = await Blog.start();
	});

	afterEach(() => blog.dispose());

	it("shows an alert in a notification, the status bar and the dashboard, and can be paused from there", async () => {
		const alerts = { successRateBelow: 0.9 };
		const job = { ...JSON.parse(blog.job()), retry: { attempts: 1 }, halt: { firstFailures: 0 }, alerts };
		const window = await Window.open({ files: { "posts.batch.json": JSON.stringify(job) } });
		const { editor, statusBar, notifications } = window;
		const dashboard = new DashboardPage(window);
		blog.refuse("", 409);
		await editor.openFile("posts.batch.json");
		await editor.titleAction("Run Job…");
		blog.answer(40);
		const notice = await notifications.find(
			/^Posts: 0% of \d+ items in the last 30 s succeeded, below 90% \(alerts\.successRateBelow\)\.$/,
		);
		assert.deepEqual(notice.buttons, ["Show Dashboard", "Pause"]);
		await statusBar.item(/\bPosts 20% · success rate 0% · /).waitFor();
		// The hover of the last click may still be there.
		await eventually(async () => assert.match(await statusBar.hover("progress"), /Posts: 0% of \d+ items in the last/));
		await window.screenshot("alert-hover", { pointer: "stays" });
		await notice.press("Show Dashboard");
		assert.match(await dashboard.alert(), /^Since \d\d:\d\d: 0% of \d+ items in the last 30 s succeeded/);
		await window.screenshot("alert-dashboard");
		await dashboard.button("Pause").click();
		await dashboard.waitForState("Paused");
		await statusBar.item(/\bPosts 20% · success rate 0% · paused/).waitFor();
	});

	it("is paused if its job says so, and resumed from the notification", async () => {
		const alerts = { successRateBelow: { do: "pause" } };
		const job = { ...JSON.parse(blog.job({}, "Careful")), retry: { attempts: 1 }, halt: { firstFailures: 0 }, alerts };
		const window = await Window.open({ files: { "careful.batch.json": JSON.stringify(job) } });
		await window.editor.openFile("careful.batch.json");
		await window.editor.titleAction("Run Job…");
		blog.refuse("", 409);
		blog.answer(40);
		const notice = await window.notifications.find(/^Careful is paused\. 0% of \d+ items in the last 30 s succeeded/);
		assert.deepEqual(notice.buttons, ["Show Dashboard", "Resume"]);
		await window.screenshot("alert-paused");
		blog.mend();
		blog.answer(160);
		await notice.press("Resume");
		await window.notifications.find(/^Careful is done: \d+ of 200 items succeeded/);
		assert.equal(blog.requests.length, 200);
	});
});
