import assert from "node:assert/strict";
import { RegexThreads } from "../../../../src/operations/replace/regexThreads.ts";

const endless = { text: `${"a".repeat(64)}!`, pattern: /^(a+)+$/, put: "" };
const quick = { text: "abc", pattern: /b/g, put: "-" };
const never = new AbortController().signal;

describe("the threads of regular expressions", () => {
	let threads: RegexThreads | undefined;
	afterEach(() => threads?.dispose());

	it("give up on one that never finishes, and go on", async () => {
		threads = new RegexThreads(1, 1_000);
		const given = threads.run(endless, never);
		const behind = threads.run(quick, never);
		await assert.rejects(given, { name: "OperationError", message: /longer than 1 s/ });
		assert.deepEqual(await behind, { text: "a-c", count: 1 });
	});

	it("end one whose attempt is over, and leave our own thread free meanwhile", async () => {
		threads = new RegexThreads(2);
		const abort = new AbortController();
		const given = threads.run(endless, abort.signal);
		// By then the thread is up, and busy with it.
		await threads.run(quick, never);
		abort.abort(new Error("Out of time."));
		await assert.rejects(given, { message: "Out of time." });
		assert.deepEqual(await threads.run(quick, never), { text: "a-c", count: 1 });
	});

	it("do not start what was aborted while it waited", async () => {
		threads = new RegexThreads(1, 1_000);
		const given = threads.run(endless, never);
		const behind = threads.run(quick, AbortSignal.abort(new Error("Out of time.")));
		await assert.rejects(given, { name: "OperationError" });
		await assert.rejects(behind, { message: "Out of time." });
	});

	it("end with their operation", async () => {
		threads = new RegexThreads(1);
		const given = assert.rejects(threads.run(endless, never));
		await threads.dispose();
		await given;
	});
});
