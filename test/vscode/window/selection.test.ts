import assert from "node:assert/strict";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";
import { Blog } from "./blog.ts";
import { DashboardPage } from "./dashboardPage.ts";

/** So that the test does not wait for retries. */
const settings = { "batchline.defaults.retry.minDelay": "10ms" };

describe("a batch on a selection", () => {
	let blog: Blog;

	before(async () => {
		blog = await Blog.start();
	});

	after(() => blog.dispose());

	it("runs while a file is edited; failed items are fixed, retried and skipped", async () => {
		blog.refuse("ferry-timetables", 503);
		blog.refuse("bread-ovens", 500);
		blog.refuse("small-teams", 422);
		const window = await Window.open({ settings, files: { "notes.md": "# Notes\n\n" } });
		const { editor, quickInput, statusBar } = window;
		const failedItems = window.view("Failed Items");
		await editor.openFile("posts.csv");
		await editor.selectLines(2, 201);

		await window.command("Batch: Run Batch on Selection…");
		await quickInput.entries();
		assert.equal(await quickInput.title, "200 rows of CSV: slug, title, body");
		await window.screenshot("wizard-1-operation");
		await quickInput.pick("HTTP request…");
		await quickInput.pick("POST");
		await quickInput.waitForTitle("HTTP Request: POST");
		await quickInput.type(blog.url);
		await window.screenshot("wizard-2-url");
		await quickInput.accept();
		await quickInput.waitForTitle(`HTTP Request: POST ${blog.url}`);
		assert.deepEqual(JSON.parse(await quickInput.value), {
			slug: "{{ item.slug }}",
			title: "{{ item.title }}",
			body: "{{ item.body }}",
		});
		await window.screenshot("wizard-3-body");
		await quickInput.accept();
		await quickInput.waitForEntry("Run");
		const [run, , , , first] = await quickInput.entries();
		assert.equal(run?.description, `200 items · POST ${blog.url}`);
		assert.match(first?.detail ?? "", /^\{"slug":"release-notes-slow-queries","title":"Release notes: slow queries"/);
		await window.screenshot("wizard-4-preview");
		assert.equal(blog.requests.length, 0, "Something was sent before Run was chosen.");
		await quickInput.accept();

		blog.answer(84);
		await statusBar.item(/ 4[0-2]% · /).waitFor();
		await editor.openFile("notes.md");
		await editor.goToLine(3);
		await editor.type("Typed while it runs. ");
		blog.answer(40);
		await statusBar.item(/ 6[0-2]% · .* failed/).waitFor();
		await editor.type("And on.");
		await editor.waitForLine("Typed while it runs. And on.");
		await window.openContainer("Batch");
		await window.screenshot("run-while-editing");
		blog.answer(76);
		const notice = await window.notifications.find(
			/^posts\.csv is done: 170 of 200 items succeeded, 20 failed, 10 rejected, in /,
		);
		assert.deepEqual(notice.buttons, ["Open Results", "Open Report", "Retry Failed"]);
		await eventually(async () =>
			assert.equal(await statusBar.text("progress"), "posts.csv done · 20 of 200 failed · 10 of 200 rejected"),
		);
		await window.notifications.dismissAll();

		await failedItems.row(/answered 503/).waitFor();
		await eventually(async () => assert.equal(await window.badge("Batch"), "30"));
		await eventually(async () =>
			assert.deepEqual(await shownRows(window), [
				"posts.csv: 20 failed · 10 rejected",
				"Out of retries: 20",
				`500 · POST ${blog.url} answered 500 Internal Server Error.: 10`,
				`503 · POST ${blog.url} answered 503 Service Unavailable.: 10`,
				"Rejected: 10",
				`422 · POST ${blog.url} answered 422 Unprocessable Entity.: 10`,
			]),
		);

		blog.mend();
		await failedItems.inlineAction(/answered 503/, "Retry");
		await failedItems.row(/answered 503/).waitFor({ state: "detached" });
		await window.notifications.find(
			/^posts\.csv is done: 10 items succeeded, .* Left of the run that it retries: 10 failed, 10 rejected\./,
		);
		await window.notifications.dismissAll();
		await failedItems.expand(/answered 500/);
		await failedItems.inlineAction("a-checklist-bread-ovens", "Skip");
		await failedItems.row("a-checklist-bread-ovens").waitFor({ state: "detached" });
		await failedItems.select("release-notes-bread-ovens", "an-interview-bread-ovens");
		await failedItems.contextMenu("an-interview-bread-ovens", "Retry");
		await window.notifications.find(
			/^posts\.csv is done: 2 items succeeded, .* Left of the run that it retries: 7 failed, 10 rejected\./,
		);
		await window.notifications.dismissAll();
		await eventually(async () =>
			assert.deepEqual((await shownRows(window)).slice(0, 2), [
				"posts.csv: 7 failed · 10 rejected · 1 skipped",
				"Out of retries: 7",
			]),
		);

		const dashboard = new DashboardPage(window);
		// Below its two retries.
		await window.view("Runs").root.locator(".monaco-list-row").nth(2).click();
		await dashboard.waitForState("Completed with failures");
		await eventually(async () =>
			assert.deepEqual(await dashboard.errors(3), [
				`Rejected | skip | POST ${blog.url} answered 422 Unprocessable Entity. | 10`,
				`Failed | retry | POST ${blog.url} answered 500 Internal Server Error. | 7`,
				`Skipped | retry | POST ${blog.url} answered 500 Internal Server Error. | 1`,
			]),
		);
		await eventually(async () =>
			assert.deepEqual(
				await Promise.all(["Succeeded", "Failed", "Rejected", "Skipped"].map((name) => dashboard.fact(name))),
				["182", "7", "10", "1"],
			),
		);
		await window.screenshot("dashboard-dark");
		await dashboard.button("Open Results…").click();
		await quickInput.pick("Table");
		await dashboard.waitForFound("200 items.");
		await dashboard.filter("Outcome").selectOption("Failed");
		await dashboard.waitForFound("7 items found.");
		await dashboard.filter("Outcome").selectOption("All outcomes");
		await dashboard.filter("Find in key, value, result and error").fill("BREAD-ovens");
		await dashboard.waitForFound("10 items found.");
		await dashboard.results.focus();
		await window.page.keyboard.press("End");
		await window.page.keyboard.press("Enter");
		await dashboard.detail.getByText("Idempotency-Key").waitFor();
		assert.match(await dashboard.detail.innerText(), /Value\s.*"slug": ".*-bread-ovens".*Request\s+POST /s);
		await window.screenshot("results-dark");
		await window.page.keyboard.press("Escape");
		await dashboard.detail.waitFor({ state: "hidden" });
		await window.setTheme("light");
		await window.screenshot("dashboard-light");
	});
});

async function shownRows(window: Window): Promise<string[]> {
	return (await window.view("Failed Items").rows()).map(({ name, description }) => `${name}: ${description}`);
}
