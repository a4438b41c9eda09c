import assert from "node:assert/strict";
import type { Job } from "../../../src/job/job.ts";
import { type RunEnd, type RunEntry, Runs } from "../../../src/vscode/runs.ts";
import { TrialFolder } from "../job/trialJob.ts";

/** Fails every tenth item until there is a file named "mended" beside it. */
const fallible = `import { existsSync } from "node:fs";
export default (item) => {
	if (item % 10 === 9 && !existsSync(new URL("mended", import.meta.url))) throw new Error("Not yet: " + item);
	return item;
};`;

/** Resolves at the run's next end. */
function nextEnd(runs: Runs): Promise<RunEnd> {
	return new Promise((resolve) => {
		const subscription = runs.onDidEnd((end) => {
			subscription.dispose();
			resolve(end);
		});
	});
}

describe("the runs of a workspace", () => {
	let folder: TrialFolder;
	let open: Runs[];
	let logged: string[];
	let mayRun: boolean;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("fallible.mjs", fallible);
		open = [];
		logged = [];
		mayRun = true;
	});

	afterEach(async () => {
		for (const runs of open) {
			await runs.close();
			runs.dispose();
		}
		folder.dispose();
	});

	/** The model as a window has it. */
	function newWindow(): Runs {
		const { runsFolder, variableSources } = folder.options();
		const runs = new Runs({
			runsFolder,
			log: { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) },
			launchFacts: async () => ({ variableSources, defaults: {} }),
			assertMayRun: () => {
				if (!mayRun) throw new Error("Nothing runs here.");
			},
		});
		open.push(runs);
		return runs;
	}

	function job(count: number): Job {
		const values = Array.from({ length: count }, (_, n) => n);
		return folder.job({ name: "Trial", items: { values }, run: { module: "fallible.mjs" }, retry: { attempts: 1 } });
	}

	async function ended(runs: Runs, count: number): Promise<RunEntry> {
		const end = nextEnd(runs);
		await runs.start(job(count));
		return (await end).entry;
	}

	it("tell of a run from its start to its end", async () => {
		const runs = newWindow();
		const states = new Set<string>();
		runs.onDidChange(({ snapshot }) => states.add(snapshot.state));
		const entry = await ended(runs, 50);
		assert.deepEqual([...states], ["running", "completedWithFailures"]);
		assert.deepEqual(entry.snapshot.counts, { succeeded: 45, failed: 5, skipped: 0, retries: 0 });
		assert.equal(entry.live, false);
		assert.deepEqual(
			runs.all().map(({ runId }) => runId),
			[entry.runId],
		);
	});

	it("go on as if nothing were when views throw", async () => {
		const runs = newWindow();
		for (const event of [runs.onDidChange, runs.onDidEnd]) {
			event(() => {
				throw new Error("a view broke");
			});
		}
		const entry = await ended(runs, 50);
		assert.deepEqual(entry.snapshot.counts, { succeeded: 45, failed: 5, skipped: 0, retries: 0 });
		assert.equal(entry.snapshot.state, "completedWithFailures");
		assert.ok(logged.length > 0 && logged.every((message) => message === "A view of the runs threw."), logged.join());
	});

	it("retry and skip failed items of a run that is done, and complete it", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 50);
		await entry.skip({ indices: [9] });
		assert.deepEqual(entry.snapshot.counts, { succeeded: 45, failed: 4, skipped: 1, retries: 0 });
		folder.write("mended", "");
		const end = nextEnd(runs);
		await entry.retry({ outcome: "failed" });
		assert.equal((await end).entry, entry);
		assert.deepEqual(entry.snapshot.counts, { succeeded: 49, failed: 0, skipped: 1, retries: 4 });
		assert.equal(entry.snapshot.state, "completed");
	});

	it("queue failed items of a cancelled run, which are retried when it goes on", async () => {
		const runs = newWindow();
		folder.write(
			"fallible.mjs",
			fallible.replace("return item", "return new Promise((done) => setTimeout(done, 5, item))"),
		);
		const end = nextEnd(runs);
		const entry = await runs.start(job(200));
		entry.onDidChange(({ counts }) => counts.failed > 0 && entry.cancel());
		await end;
		assert.equal(entry.snapshot.state, "cancelled");
		const { failed } = entry.snapshot.counts;
		folder.write("mended", "");
		const queued = new Promise<number>((resolve) => runs.onDidQueue(({ moved }) => resolve(moved.failed)));
		await entry.retry({ outcome: "failed" });
		assert.equal(await queued, failed);
		const second = nextEnd(runs);
		await entry.resume();
		await second;
		assert.deepEqual(entry.snapshot.counts, { succeeded: 200, failed: 0, skipped: 0, retries: failed });
	});

	it("are found again by the next window, which also sees what another one does", async () => {
		const entry = await ended(newWindow(), 20);
		const other = newWindow();
		await other.load();
		const same = other.get(entry.runId);
		assert.deepEqual(same?.snapshot.counts, entry.snapshot.counts);
		assert.equal(same?.facts.jobName, "Trial");
	});

	it("neither start nor go on while nothing may run, and can be looked at", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 20);
		mayRun = false;
		await assert.rejects(runs.start(job(20)), /Nothing runs here/);
		await assert.rejects(entry.retry({ outcome: "failed" }), /Nothing runs here/);
		await assert.rejects(entry.resume(), /Nothing runs here/);
		assert.equal(folder.runs.length, 1);
		assert.equal(entry.reader.failures({}, { limit: 10 }).length, 2);
	});

	it("are gone with their folder when they are deleted", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 20);
		const gone = new Promise<RunEntry>((resolve) => runs.onDidChange(resolve));
		await runs.delete(entry.runId);
		assert.equal((await gone).runId, entry.runId);
		assert.equal(runs.get(entry.runId), undefined);
		assert.deepEqual(folder.runs, []);
	});

	it("keep a damaged one apart, with what is wrong with it", async () => {
		const entry = await ended(newWindow(), 20);
		folder.write(`runs/${entry.runId}/run.sqlite`, "no database");
		const runs = newWindow();
		await runs.load();
		assert.deepEqual(runs.all(), []);
		assert.match(runs.damaged[0]?.problem ?? "", /run\.sqlite/);
	});
});
