import assert from "node:assert/strict";
import type { Failure } from "../../../src/engine/model/outcome.ts";
import { detailLines, ownWords } from "../../../src/report/ownWords.ts";

const failure = (message: string, detail: string | undefined, code?: string): Failure => ({
	category: "fail",
	name: "HttpError",
	message,
	code,
	detail,
});

describe("ownWords", () => {
	it("gives the beginning of an answer's body, and all of it where all is asked for", () => {
		const failed = failure(
			"POST answered 422.",
			'{\r\n  "field": "iban",\r\n\r\n  "error": "unknown bank"\r\n}\r\n',
			"422",
		);
		assert.deepEqual(ownWords(failed, "/work"), ["{", '  "field": "iban",', '  "error": "unknown bank"']);
		assert.deepEqual(detailLines(failed), ["{", '  "field": "iban",', '  "error": "unknown bank"', "}"]);
	});

	it("gives the end of what a program wrote, without its colors and without the line that the message has", () => {
		const detail = "one\ntwo\nthree\n\u001b[31mfour\u001b[0m\nfive";
		assert.deepEqual(ownWords(failure("convert exited with 3: five", detail, "exit:3"), "/work"), [
			"two",
			"three",
			"four",
		]);
		assert.deepEqual(ownWords(failure("convert was ended by SIGKILL.", detail, "signal:SIGKILL"), "/work", 1), [
			"five",
		]);
		assert.deepEqual(detailLines(failure("convert exited with 3: five", "five", "exit:3")), []);
	});

	const frames = (...places: readonly string[]) => places.map((place) => `\n    at ${place}`).join("");

	it("gives the place of a stack in the user's own files, relative where it is below the job's folder", () => {
		const inner = ["JSON.parse (<anonymous>)", "connect (file:///work/node_modules/pg/index.js:4:5)"];
		const ours = ["#begin (/opt/batchline/dist/moduleThread.cjs:9:1)", "node:internal/event_target:848:20"];
		for (const [place, expected] of [
			["send (file:///work/lib/mail%20er.mjs:12:7)", "at lib/mail er.mjs:12:7"],
			["file:///shared/mailer.mjs:12:7", "at /shared/mailer.mjs:12:7"],
			["async Object.default [as run] (/work/mailer.cjs:1:2)", "at mailer.cjs:1:2"],
		] as const) {
			const detail = `MailError: no such box${frames(...inner, place, ...ours)}`;
			assert.deepEqual(ownWords(failure("no such box", detail), "/work"), [expected]);
		}
		assert.deepEqual(ownWords(failure("lost", `Error: lost${frames(...inner, ...ours)}`), "/work"), []);
	});

	it("keeps the other lines of a message before the place", () => {
		const detail = `Error: two things\nthe first\nthe second\nthe third${frames("file:///work/a.mjs:1:2")}`;
		assert.deepEqual(ownWords(failure("two things", detail), "/work"), ["the first", "the second", "at a.mjs:1:2"]);
	});

	it("takes a stack in a body or in a program's words for what was said", () => {
		const said = `Fatal: no row${frames("file:///work/a.mjs:1:2", "b (/srv/b.js:3:4)")}`;
		assert.deepEqual(ownWords(failure("GET answered 500.", said, "500"), "/work"), said.split("\n"));
		assert.deepEqual(ownWords(failure("node exited with 1.", said, "exit:1"), "/work", 1), [
			"    at b (/srv/b.js:3:4)",
		]);
	});

	it("has nothing to add to a failure without details, or whose details are its message", () => {
		assert.deepEqual(ownWords(failure("gone", undefined), "/work"), []);
		assert.deepEqual(ownWords(failure("gone", "gone"), "/work"), []);
	});
});
