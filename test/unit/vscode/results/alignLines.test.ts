import assert from "node:assert/strict";
import { alignLines } from "../../../../src/vscode/results/alignLines.ts";

const aligned = (old: string, now: string, first = 0) =>
	alignLines(
		old.split(" ").map((text, at) => ({ line: first + at, text, column: 0, isOpen: false })),
		now.split(" "),
	);

describe("lines found again in a changed document", () => {
	it("are where they were, though the same text is elsewhere too", () => {
		assert.deepEqual(aligned("a b a", "a a b a", 1), [1, 2, 3]);
	});

	it("follow what was put in above and between, and what was taken out", () => {
		assert.deepEqual(aligned("a b c", "new a new b c"), [1, 3, 4]);
		assert.deepEqual(aligned("a b c", "c", 4), [undefined, undefined, 0]);
	});

	it("keep their order where a line occurs often", () => {
		assert.deepEqual(aligned("x a x b x", "top x a x b x"), [1, 2, 3, 4, 5]);
		assert.deepEqual(aligned("x a x b x", "top a x b x"), [undefined, 1, 2, 3, 4]);
	});

	it("are gone where they were moved past others, but for the longest part", () => {
		assert.deepEqual(aligned("a b c d", "d a b c"), [1, 2, 3, undefined]);
	});

	it("may be parts of a line, several of one", () => {
		const part = (text: string, column: number, line = 0) => ({ line, text, column, isOpen: true });
		assert.deepEqual(
			alignLines([part("Rome", 2), part("IT", 8), part("a", 0, 1)], ["new", "- Rome, IT", "abc"]),
			[1, 1, 2],
		);
		assert.deepEqual(alignLines([part("Rome", 2)], ["Rome"]), [undefined]);
	});
});
