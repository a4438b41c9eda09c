import assert from "node:assert/strict";
import { statusHover } from "../../../src/vscode/statusBar/statusHover.ts";
import { statusOfEnd, statusOfRuns } from "../../../src/vscode/statusBar/statusText.ts";
import { alertOf, snapshotOf } from "../dashboard/trialRun.ts";

const posts = snapshotOf({
	jobName: "Posts",
	total: { count: 500, exact: true },
	counts: { succeeded: 207, failed: 3 },
	itemsPerSecond: 118,
	etaMs: 120_000,
});

describe("the status bar's text", () => {
	it("shows progress, rate, failures and time left of one run", () => {
		const { text, spoken, color } = statusOfRuns([posts]);
		assert.equal(text, "$(sync~spin) Posts 42% · 118/s · 3 failed · 2 min left");
		assert.equal(spoken, "Batch: Posts 42%, 118/s, 3 failed, 2 min left");
		assert.equal(color, undefined);
	});

	it("shows the number of items if the total is unknown", () => {
		const { text } = statusOfRuns([{ ...posts, total: undefined, etaMs: undefined }]);
		assert.equal(text, "$(sync~spin) Posts 210 items · 118/s · 3 failed");
	});

	it("shows no rate of a run in another process, of which it is not known", () => {
		const { text } = statusOfRuns([{ ...posts, concurrency: 0, itemsPerSecond: 0, etaMs: undefined }]);
		assert.equal(text, "$(sync~spin) Posts 42% · 3 failed");
	});

	it("shows what a run waits for, in the bar and in its hover", () => {
		const blockedOn = { upstream: "api.example.com", reason: "Nobody is there.", nextTryMs: 7_200 };
		const waiting = { ...posts, blockedOn };
		assert.equal(
			statusOfRuns([waiting]).text,
			"$(sync~spin) Posts 42% · 118/s · 3 failed · waiting for api.example.com, next try in 8 s",
		);
		const hover = statusHover([{ runId: "r1", snapshot: waiting, live: true }]);
		assert.match(hover, /waiting for api\\\.example\\\.com, next try in 8 s/);
	});

	it("warns of an alert, also of one that has paused the run, and shows its full text in the hover", () => {
		const alarmed = { ...posts, alerts: [alertOf({}), alertOf({ kind: "rateDrop", value: 0.7 })] };
		const { text, spoken, color } = statusOfRuns([alarmed]);
		assert.equal(text, "$(sync~spin) Posts 42% · success rate 62% · rate down by 70% · 118/s · 3 failed · 2 min left");
		assert.equal(spoken, "Batch: Posts 42%, success rate 62%, rate down by 70%, 118/s, 3 failed, 2 min left");
		assert.equal(color, "warning");
		const paused = statusOfRuns([{ ...posts, state: "paused", alerts: [alertOf({ kind: "memory", value: 0.83 })] }]);
		assert.deepEqual(
			[paused.text, paused.color],
			["$(debug-pause) Posts 42% · memory at 83% · paused · 3 failed", "warning"],
		);
		const several = statusOfRuns([alarmed, snapshotOf({})]);
		assert.match(several.text, /^\$\(sync~spin\) 2 runs 35% · 2 alerts · 128\/s/);
		const hover = statusHover([{ runId: "r1", snapshot: alarmed, live: true }]);
		assert.match(hover, /\|\n\n\*\*Posts\*\*: 62% of 120 items in the last 30 s succeeded, below 90% \\\(alerts\\\./);
	});

	it("sums up several runs, weighted by their items, with the time left of the last one", () => {
		const other = snapshotOf({ total: { count: 1_500, exact: true }, counts: { succeeded: 90 }, itemsPerSecond: 32 });
		assert.equal(statusOfRuns([posts, other]).text, "$(sync~spin) 2 runs 15% · 150/s · 3 failed · 2 min left");
	});

	it("stands still while all are paused", () => {
		assert.equal(statusOfRuns([{ ...posts, state: "paused" }]).text, "$(debug-pause) Posts 42% · paused · 3 failed");
	});

	it("shows how a run ended, and warns of failures", () => {
		const total = { count: 210, exact: true };
		const failed = statusOfEnd({ ...posts, total, state: "completedWithFailures" });
		assert.deepEqual([failed.text, failed.color], ["$(warning) Posts done · 3 of 210 failed", "warning"]);
		const good = statusOfEnd(snapshotOf({ jobName: "Posts", state: "completed", counts: { succeeded: 1 } }));
		assert.deepEqual([good.text, good.color], ["$(pass) Posts done · 1 item", undefined]);
		assert.equal(statusOfEnd({ ...posts, state: "halted" }).color, "error");
	});

	it("does not turn a name into an icon, and shortens a long one", () => {
		assert.match(statusOfRuns([{ ...posts, jobName: "$(bug) x" }]).text, /^\$\(sync~spin\) \\\$\(bug\) x 42%/);
		const long = statusOfRuns([{ ...posts, jobName: "a".repeat(60) }]).text;
		assert.match(long, /^\$\(sync~spin\) a{23}… 42%/);
	});
});

describe("the status bar's hover", () => {
	it("is a table with each run's actions", () => {
		const hover = statusHover([{ runId: "r1", snapshot: posts, live: true }]);
		assert.match(hover, /\*\*Posts\*\* \| &emsp;42% · 210 of 500 items · 118\/s · 2 min left \| &emsp;3 failed \|/);
		assert.deepEqual(
			[...hover.matchAll(/\[([\w ]+)\]\(command:batchline\.(\w+)\?%5B%22r1%22%5D\)/g)].map(
				([, text, id]) => `${text}: ${id}`,
			),
			["Pause: pause", "Cancel: cancel", "Retry Failed: retryFailed", "Dashboard: showDashboard"],
		);
	});

	it("does not turn a name into a link or a cell", () => {
		const hover = statusHover([
			{ runId: "r1", snapshot: { ...posts, jobName: "a | [b](command:evil) <i>" }, live: true },
		]);
		assert.ok(!hover.includes("](command:evil)"), hover);
		assert.equal(hover.split("\n")[2]?.match(/(?<!\\)\|/g)?.length, 5);
	});
});
