import assert from "node:assert/strict";
import { Window } from "../../host/window.ts";

const runOnSelection = "Batch: Run Batch on Selection…";
const table = "| City | Land |\n| --- | --- |\n| Rome | Italy |\n| Oslo | Norway |";

describe("what is selected", () => {
	let window: Window;

	before(async () => {
		window = await Window.open({
			files: {
				"cities.md": `# Cities\n\n${table}\n\n- [x] Lima\n- [ ] Quito\n`,
				"names.txt": "Paris, France\nRome, Italy\nOslo, Norway",
			},
		});
	});

	after(() => window.dispose());

	it("is an item for each of three cursors, and can be treated as something else", async () => {
		const { editor, quickInput } = window;
		await editor.openFile("names.txt");
		await editor.selectEachLine();
		await window.command(runOnSelection);
		await quickInput.waitForTitle("3 lines");
		await quickInput.waitForEntry("Treat as…");
		await quickInput.pressButton("Treat as…");
		await quickInput.waitForTitle("Now: 3 lines");
		const offered = (await quickInput.entries()).map(({ label, detail }) => `${label} | ${detail}`);
		assert.deepEqual(offered, [
			'2 rows of CSV: Paris, France | first: {"Paris":"Rome","France":" Italy"}',
			'3 rows of CSV | first: ["Paris"," France"]',
		]);
		await window.screenshot("treat-as-dark");
		await quickInput.pick("3 rows of CSV");
		await quickInput.waitForTitle("3 rows of CSV");
		await quickInput.cancel();
	});

	it("is rows of a Markdown table, or entries of a list", async () => {
		const { editor, quickInput } = window;
		await window.setTheme("light");
		await editor.openFile("cities.md");
		await editor.selectLines(3, 6);
		await window.command(runOnSelection);
		await quickInput.waitForTitle("2 rows of a Markdown table: City, Land");
		await quickInput.pressButton("Treat as…");
		await quickInput.waitForTitle(/^Now: 2 rows/);
		await quickInput.entries();
		await window.screenshot("treat-as-light");
		await quickInput.cancel();
		await editor.selectLines(6, 6);
		await window.command(runOnSelection);
		await quickInput.waitForTitle("1 row of a Markdown table: City, Land");
		await quickInput.cancel();
		await editor.selectLines(8, 9);
		await window.command(runOnSelection);
		await quickInput.waitForTitle("2 entries of a Markdown list: text, done");
		await quickInput.cancel();
	});
});
