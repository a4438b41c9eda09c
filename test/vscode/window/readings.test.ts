import assert from "node:assert/strict";
import { Window } from "../../host/window.ts";

const runOnSelection = "Batch: Run Batch on Selection…";
const table = "| City | Land |\n| --- | --- |\n| Rome | Italy |\n| Oslo | Norway |";

const job = {
	name: "Rows",
	items: { csv: "rows.csv" },
	run: { module: "check.mjs" },
	retry: { attempts: 1 },
};

describe("in the editor", () => {
	let window: Window;

	before(async () => {
		window = await Window.open({
			files: {
				"cities.md": `# Cities\n\n${table}\n`,
				"names.txt": "Paris, France\nRome, Italy\nOslo, Norway",
				"rows.csv": "to,note\nok,a\nbad,b\nbad,c\n",
				"check.mjs": "export default ({ to }) => { if (!to.startsWith('ok')) throw new TypeError(`to ${to}`); };",
				"rows.batch.json": JSON.stringify(job),
			},
		});
	});

	after(() => window.dispose());

	it("a selection is three cursors, rows of a Markdown table, and what it is treated as", async () => {
		const { editor, quickInput } = window;
		await editor.openFile("names.txt");
		await editor.selectEachLine();
		await window.command(runOnSelection);
		await quickInput.waitForTitle("3 lines");
		await quickInput.pressButton("Treat as…");
		await quickInput.waitForTitle("Now: 3 lines");
		const offered = (await quickInput.entries()).map(({ label, detail }) => `${label} | ${detail}`);
		assert.deepEqual(offered, [
			'2 rows of CSV: Paris, France | first: {"Paris":"Rome","France":" Italy"}',
			'3 rows of CSV | first: ["Paris"," France"]',
		]);
		await window.screenshot("treat-as");
		await quickInput.pick("3 rows of CSV");
		await quickInput.waitForTitle("3 rows of CSV");
		await quickInput.cancel();

		await editor.openFile("cities.md");
		await editor.selectLines(6, 6);
		await window.command(runOnSelection);
		await quickInput.waitForTitle("1 row of a Markdown table: City, Land");
		await quickInput.cancel();
	});

	it("a command's output is inserted beside what is selected, and one Undo takes it back", async () => {
		const { editor, notifications, quickInput } = window;
		await editor.openFile("names.txt");
		await editor.selectEachLine();
		await window.command(runOnSelection);
		await quickInput.pick("Shell command…");
		await quickInput.type("echo {{ item }} | tr a-z A-Z");
		await quickInput.accept();
		await quickInput.waitForEntry("Run");
		await quickInput.accept();
		const done = await notifications.find(/^names\.txt is done: 3 items succeeded/);
		assert.deepEqual(done.buttons, ["Insert Beside the Selection", "Open Results", "Open Report"]);
		await done.press("Insert Beside the Selection");
		await editor.waitForLine("Paris, France  PARIS, FRANCE");
		await editor.waitForLine("Oslo, Norway   OSLO, NORWAY");
		await window.screenshot("inserted-beside-dark");
		await editor.focus();
		await window.page.keyboard.press("Control+Z");
		await editor.waitForLine("Oslo, Norway");
		assert.deepEqual(await editor.visibleLines(), ["Paris, France", "Rome, Italy", "Oslo, Norway"]);
		await window.command("Batch: Open Results…");
		await quickInput.entries();
		await window.screenshot("open-results");
		await quickInput.pick("CSV");
		await editor.waitForTab("results.csv");
		await editor.waitForLine("value,exitCode,stdout,stderr,outcome,error");
	});

	it("failed rows are edited and sent again, and one list says what is left", async () => {
		const { editor, notifications, quickInput } = window;
		await editor.openFile("rows.batch.json");
		await editor.titleAction("Run Job…");
		await notifications.find(/^Rows is done: 1 of 3 items succeeded, 2 failed, in /);
		await notifications.dismissAll();
		await window.command("Batch: Edit and Retry Failed…");
		await quickInput.pick("CSV");
		await editor.waitForTab("Rows-failed.csv");
		await editor.lens("Retry these 2 items").waitFor();
		await editor.goToLine(2);
		await editor.type("ok-");
		await window.screenshot("edited-dark");
		await editor.lens("Retry these 2 items").click();
		const left =
			/^Rows is done: 1 of 2 items succeeded, 1 failed, in .*\. Left of the run that it retries: 1 failed\.$/;
		await notifications.find(left);
		await editor.lens("1 of 2 items succeeded, 1 failed").waitFor();
		await window.openContainer("Batch");
		const failedItems = window.view("Failed Items");
		await failedItems.row("Rows").waitFor();
		const rows = (await failedItems.rows()).map(({ name, description }) => `${name}: ${description}`);
		assert.deepEqual(rows.slice(0, 1), ["Rows: 1 failed"]);
		assert.equal(rows.filter((row) => row.startsWith("Rows")).length, 1);
		await window.screenshot("edited-sent");
	});
});
