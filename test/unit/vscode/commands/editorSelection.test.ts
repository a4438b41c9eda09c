import assert from "node:assert/strict";
import { type SelectingEditor, selectedText } from "../../../../src/vscode/commands/editorSelection.ts";

const text =
	"# Cities\n\n| City | Land |\n| --- | --- |\n| Rome | Italy |\n| Oslo | Norway |\n\nLima  Peru\nQuito Ecuador\n";
const lines = text.split("\n");

type At = readonly [line: number, character: number];
type Range = Parameters<SelectingEditor["document"]["getText"]>[0];

/** @param places from 0, as VS Code counts */
function editorWith(...places: readonly (readonly [At, At])[]): SelectingEditor {
	const document = {
		uri: { scheme: "file", fsPath: "/work/cities.md" },
		languageId: "markdown",
		lineAt: (line: number) => ({ text: lines[line] ?? "" }),
		getText(range: Range) {
			if (!range) return text;
			const inside = lines.slice(range.start.line, range.end.line + 1);
			inside.push((inside.pop() ?? "").slice(0, range.end.character));
			return [(inside.shift() ?? "").slice(range.start.character), ...inside].join("\n");
		},
	} as unknown as SelectingEditor["document"];
	const position = ([line, character]: At) => ({ line, character });
	const selections = places.map(([from, to]) => ({
		start: position(from),
		end: position(to),
		isEmpty: from.join() === to.join(),
	}));
	return { document, selections: selections as unknown as SelectingEditor["selections"] };
}

const cursor = (line: number, character: number): readonly [At, At] => [
	[line, character],
	[line, character],
];

describe("what is selected in an editor", () => {
	it("is the whole document at a single cursor", () => {
		const selected = selectedText(editorWith(cursor(4, 2)));
		assert.equal(selected.text, text);
		assert.deepEqual([selected.firstLine, selected.parts, selected.firstDocumentLine], [1, undefined, "# Cities"]);
	});

	it("is the lines of several cursors, each once", () => {
		const selected = selectedText(editorWith(cursor(8, 3), cursor(7, 0), cursor(8, 9)));
		assert.deepEqual(selected.parts, [
			{ text: "Lima  Peru", firstLine: 8, firstColumn: 0 },
			{ text: "Quito Ecuador", firstLine: 9, firstColumn: 0 },
		]);
		assert.equal(selected.areWholeLines, true);
		assert.equal(selectedText(editorWith(cursor(8, 3), cursor(8, 9))).text, "Quito Ecuador");
	});

	it("is the places in the order of the document, without cursors that select nothing", () => {
		const selected = selectedText(
			editorWith(
				[
					[8, 0],
					[8, 5],
				],
				cursor(0, 0),
				[
					[7, 0],
					[7, 4],
				],
			),
		);
		assert.deepEqual(
			selected.parts?.map((part) => part.text),
			["Lima", "Quito"],
		);
		assert.deepEqual([selected.text, selected.firstLine, selected.areWholeLines], ["Lima\nQuito", 8, false]);
	});

	it("is whole lines also with their line ends, which are left out", () => {
		const selected = selectedText(
			editorWith(
				[
					[7, 0],
					[8, 0],
				],
				[
					[8, 0],
					[9, 0],
				],
			),
		);
		assert.deepEqual(
			selected.parts?.map((part) => part.text),
			["Lima  Peru", "Quito Ecuador"],
		);
		assert.equal(selected.areWholeLines, true);
	});

	it("knows the header of the Markdown table that it is rows of", () => {
		const header = (line: number) =>
			selectedText(
				editorWith([
					[line, 0],
					[line, 9],
				]),
			).tableHeader;
		assert.equal(header(5), "| City | Land |");
		assert.equal(header(7), undefined);
	});
});
