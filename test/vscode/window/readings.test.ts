import assert from "node:assert/strict";
import { Window } from "../../host/window.ts";

const runOnSelection = "Batch: Run Batch on Selection…";
const table = "| City | Land |\n| --- | --- |\n| Rome | Italy |\n| Oslo | Norway |";

describe("what is selected", () => {
	let window: Window;

	before(async () => {
		window = await Window.open({
			files: { "cities.md": `# Cities\n\n${table}\n`, "names.txt": "Paris, France\nRome, Italy\nOslo, Norway" },
		});
	});

	after(() => window.dispose());

	it("is three cursors, rows of a Markdown table, and what it is treated as", async () => {
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
});
