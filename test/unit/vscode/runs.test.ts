import assert from "node:assert/strict";
import { join } from "node:path";
import { systemClock } from "../../../src/base/clock.ts";
import { asToWebview } from "../../../src/dashboard/messageChecks.ts";
import type { Job } from "../../../src/job/file/job.ts";
import { OverwriteError } from "../../../src/job/launch/outputs/outputExistsError.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { DashboardFeed } from "../../../src/vscode/dashboard/dashboardFeed.ts";
import { editableItems, editedText } from "../../../src/vscode/failedItems/editedText.ts";
import { isMerged, retriesOf } from "../../../src/vscode/runs/retries.ts";
import { Runs } from "../../../src/vscode/runs/runs.ts";
import type { Decision, RunEnd, RunQuestion, RunView } from "../../../src/vscode/runs/runView.ts";
import { eventually } from "../../eventually.ts";
import { TrialFolder } from "../job/trialJob.ts";
import { info, successes } from "../store/trialCommit.ts";
import { onlyHome } from "./onlyHome.ts";

/** Fails every tenth item until there is a file named "fixed" beside it. */
const fallible = `import { existsSync } from "node:fs";
export default (item) => {
	if (item % 10 === 9 && !existsSync(new URL("fixed", import.meta.url))) throw new Error("Not yet: " + item);
	return item;
};`;

/** Resolves when the next run ends. */
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
	/** What the user was asked. */
	let asked: RunQuestion[];
	/** What the user answers. */
	let answers: Decision[];

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("fallible.mjs", fallible);
		open = [];
		logged = [];
		mayRun = true;
		asked = [];
		answers = [];
	});

	afterEach(async () => {
		for (const runs of open) {
			await runs.close();
			runs.dispose();
		}
		folder.dispose();
	});

	/** The runs as a window has them. */
	function newWindow(): Runs {
		const { runsFolder, variableSources } = folder.options();
		const runs = new Runs({
			homes: onlyHome(runsFolder),
			log: { info: () => undefined, warn: () => undefined, error: (message) => logged.push(message) },
			launchInfo: async () => ({ variableSources, defaults: {} }),
			assertMayRun: () => {
				if (!mayRun) throw new Error("Nothing runs here.");
			},
			askDecision: async (question) => {
				asked.push(question);
				return answers.shift();
			},
		});
		open.push(runs);
		return runs;
	}

	function job(count: number): Job {
		const values = Array.from({ length: count }, (_, n) => n);
		return folder.job({ name: "Trial", items: { values }, run: { module: "fallible.mjs" }, retry: { attempts: 1 } });
	}

	async function ended(runs: Runs, count: number): Promise<RunView> {
		const end = nextEnd(runs);
		await runs.start(job(count));
		return (await end).entry;
	}

	it("ask before an output takes the place of what is not the job's own", async () => {
		const runs = newWindow();
		const output = { csv: "out.csv" };
		const withOutput = folder.job({ name: "Trial", items: { values: [9] }, run: { module: "fallible.mjs" }, output });
		folder.write("out.csv", "mine");
		await assert.rejects(runs.start(withOutput), OverwriteError);
		assert.deepEqual([runs.all(), folder.runs, folder.read("out.csv")], [[], [], "mine"]);
		const end = nextEnd(runs);
		const decisions = { unfinished: "startOver", again: true, overwrite: true } as const;
		const entry = await runs.start(withOutput, undefined, decisions);
		await end;
		assert.match(folder.read("out.csv"), /^value,/);
		folder.write("out.csv", "a note");
		folder.write("fixed", "");
		await entry.retry([{ outcome: "failed" }]);
		assert.deepEqual([asked.map(({ kind }) => kind), folder.read("out.csv")], [["output"], "a note"]);
		answers.push({ overwrite: true });
		const again = nextEnd(runs);
		await entry.retry([{ outcome: "failed" }]);
		await again;
		assert.match(folder.read("out.csv"), /9,9,succeeded/);
	});

	it("report a run from its start to its end", async () => {
		const runs = newWindow();
		const states = new Set<string>();
		runs.onDidChange(({ snapshot }) => states.add(snapshot.state));
		const entry = await ended(runs, 50);
		assert.deepEqual([...states], ["running", "completedWithFailures"]);
		assert.deepEqual(entry.snapshot.counts, {
			succeeded: 45,
			failed: 5,
			rejected: 0,
			skipped: 0,
			interrupted: 0,
			retries: 0,
		});
		assert.equal(entry.live, false);
		assert.deepEqual(
			runs.all().map(({ runId }) => runId),
			[entry.runId],
		);
	});

	it("retry items with edited values as a run of its own, and count what that has settled", async () => {
		const runs = newWindow();
		const { runId } = await ended(runs, 50);
		const origin = runs.get(runId) as RunView;
		const items = editableItems(origin.reader, [{ outcome: "failed" }, { indices: [9, 19] }]);
		assert.deepEqual(
			items.map(({ item }) => item.index),
			[9, 19, 29, 39, 49],
		);
		const edited = editedText(items, "csv")
			.replace(/^9,/m, "1,")
			.replace(/^49,.*\r\n/m, "");
		const end = nextEnd(runs);
		const retry = await runs.retryItems(origin, folder.write("edited.csv", edited));
		await end;
		assert.deepEqual([retry.info.parent, retry.snapshot.counts.succeeded, retry.snapshot.counts.failed], [runId, 1, 3]);
		assert.deepEqual([origin.snapshot.counts.succeeded, origin.snapshot.counts.failed], [46, 4]);
		assert.equal(isMerged(retry, runs.all()), true);
		assert.deepEqual(retriesOf(origin, runs.all()), [retry]);
		mayRun = false;
		await assert.rejects(runs.retryItems(origin, folder.file("edited.csv")), /Nothing runs here/);
	});

	it("give the dashboard a valid picture in every state", async () => {
		const runs = newWindow();
		const { log } = folder.options();
		const feed = new DashboardFeed({ clock: systemClock, log, post: async () => true });
		const taken = new Map<string, boolean>();
		runs.onDidChange((entry) => {
			feed.run = entry;
			const answer = structuredClone({ kind: "answer", to: "picture", id: 1, answer: feed.picture() });
			taken.set(entry.snapshot.state, asToWebview(answer) !== undefined);
		});
		await ended(runs, 50);
		feed.dispose();
		assert.deepEqual(
			[...taken],
			[
				["running", true],
				["completedWithFailures", true],
			],
		);
	});

	it("continue undisturbed when views throw", async () => {
		const runs = newWindow();
		for (const event of [runs.onDidChange, runs.onDidEnd]) {
			event(() => {
				throw new Error("a view broke");
			});
		}
		const entry = await ended(runs, 50);
		assert.deepEqual(entry.snapshot.counts, {
			succeeded: 45,
			failed: 5,
			rejected: 0,
			skipped: 0,
			interrupted: 0,
			retries: 0,
		});
		assert.equal(entry.snapshot.state, "completedWithFailures");
		assert.ok(logged.length > 0 && logged.every((message) => message === "A view of the runs threw."), logged.join());
	});

	it("retry and skip failed items of a run that is done, and complete it", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 50);
		await entry.skip({ indices: [9] });
		assert.deepEqual(entry.snapshot.counts, {
			succeeded: 45,
			failed: 4,
			rejected: 0,
			skipped: 1,
			interrupted: 0,
			retries: 0,
		});
		folder.write("fixed", "");
		const end = nextEnd(runs);
		const retry = await entry.retry([{ outcome: "failed" }]);
		assert.equal((await end).entry, retry);
		assert.deepEqual([retry.snapshot.counts.succeeded, retry.info.parent], [4, entry.runId]);
		assert.deepEqual(entry.snapshot.counts, {
			succeeded: 49,
			failed: 0,
			rejected: 0,
			skipped: 1,
			interrupted: 0,
			retries: 0,
		});
		assert.equal(entry.snapshot.state, "completed");
	});

	it("retry what is selected of a run that is done with the job and the values of now, and say what has changed", async () => {
		const runs = newWindow();
		const texts = ["a", "bad 1", "refused", "bad 2", "bad 3", "b"];
		const write = (lines: readonly string[]) => folder.write("lines.txt", `${lines.join("\n")}\n`);
		write(texts);
		folder.write(
			"check.mjs",
			`export default (text) => {
				if (text === "refused") throw Object.assign(new Error("no"), { name: "ValidationError" });
				if (text.startsWith("bad")) throw new TypeError(text);
				return text;
			};`,
		);
		folder.write("shout.mjs", "export default (text) => text.toUpperCase();");
		const definition = { items: { lines: "lines.txt" }, run: { module: "check.mjs" }, halt: { firstFailures: 0 } };
		const first = nextEnd(runs);
		await runs.start(folder.job(definition));
		const { entry } = await first;
		assert.deepEqual([entry.snapshot.counts.failed, entry.snapshot.counts.rejected], [3, 1]);

		write(["a", "mended 1", "allowed", "mended 2", "mended 3", "b"]);
		folder.write("trial.batch.json", folder.job({ ...definition, run: { module: "shout.mjs" } }).text);
		const told: string[] = [];
		runs.onDidRetry(({ notes }) => told.push(...notes));
		const end = nextEnd(runs);
		const retry = await entry.retry([
			{ outcome: "rejected" },
			{ outcome: "failed", indices: [1, 4] },
			{ indices: [4] },
		]);
		await end;
		assert.deepEqual(told, [
			'The job has changed since: its new "run" will be used.',
			"3 items have other values now, which will be used.",
		]);
		assert.deepEqual(retry.info.notes, told);
		const lines = folder.lines(`runs/${entry.runId}/results.jsonl`).map(({ index, result }) => [index, result]);
		assert.deepEqual(
			lines.sort(([a], [b]) => Number(a) - Number(b)).filter(([, result]) => result !== null),
			[
				[0, "a"],
				[1, "MENDED 1"],
				[2, "ALLOWED"],
				[4, "MENDED 3"],
				[5, "b"],
			],
		);
		assert.deepEqual([entry.snapshot.counts.failed, entry.snapshot.counts.rejected], [1, 0]);
	});

	it("go on with a retry that was cut short before they retry others", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 50);
		const cut = nextEnd(runs);
		const retry = await entry.retry([{ outcome: "failed" }]);
		retry.cancel();
		await cut;
		folder.write("fixed", "");
		assert.equal(retry.snapshot.state, "cancelled");
		await assert.rejects(entry.retry([{ outcome: "failed", indices: [9] }]), /An earlier retry of Trial was cut short/);
		const end = nextEnd(runs);
		assert.equal(await entry.retry([{ outcome: "failed" }]), retry);
		await end;
		assert.deepEqual([entry.snapshot.state, runs.all().length], ["completed", 2]);
	});

	it("queue failed items of a cancelled run, which are retried when it is resumed", async () => {
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
		folder.write("fixed", "");
		const queued = new Promise<number>((resolve) => runs.onDidQueue(({ moved }) => resolve(moved.failed)));
		await entry.retry([{ outcome: "failed" }]);
		assert.equal(await queued, failed);
		const second = nextEnd(runs);
		await entry.resume();
		await second;
		assert.deepEqual(entry.snapshot.counts, {
			succeeded: 200,
			failed: 0,
			rejected: 0,
			skipped: 0,
			interrupted: 0,
			retries: failed,
		});
	});

	it("are found by the next window", async () => {
		const entry = await ended(newWindow(), 20);
		const other = newWindow();
		await other.load();
		const same = other.get(entry.runId);
		assert.deepEqual(same?.snapshot.counts, entry.snapshot.counts);
		assert.equal(same?.info.jobName, "Trial");
	});

	it("are seen by another window while they are made, run, mended and deleted", async () => {
		const [mine, other] = [newWindow(), newWindow()];
		await other.load();
		const seen: (string | undefined)[] = [];
		other.onDidChange(({ runId }) => seen.push(other.get(runId)?.snapshot.state));
		const { runId } = await ended(mine, 50);
		await eventually(() => assert.equal(other.get(runId)?.snapshot.state, "completedWithFailures"));
		assert.equal(other.get(runId)?.live, false);

		folder.write("fixed", "");
		const end = nextEnd(mine);
		await mine.get(runId)?.retry([{ outcome: "failed" }]);
		await end;
		await eventually(() => assert.equal(other.get(runId)?.snapshot.counts.succeeded, 50));
		await mine.delete(runId);
		await eventually(() => assert.equal(other.get(runId), undefined));
		assert.equal(seen.at(-1), undefined, "Its views are told.");
		assert.deepEqual(logged, []);
	});

	describe("that are active when the window closes", () => {
		/** Logs the start and the end of each item. */
		const slow = `import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const log = (line) => appendFileSync(new URL("log.jsonl", import.meta.url), JSON.stringify(line) + "\\n");
export default async (item) => {
	log({ started: item });
	await sleep(item === 30 ? stuckMs : 20 + (item % 7));
	log({ ended: item });
	return item;
};`;

		/** Resolves when `count` items have ended. */
		async function underWay(runs: Runs, count: number): Promise<RunView> {
			const entry = await runs.start(job(2_000));
			await new Promise<void>((resolve) => {
				const subscription = entry.onDidChange(({ counts }) => {
					if (counts.succeeded < count) return;
					subscription.dispose();
					resolve();
				});
			});
			return entry;
		}

		const itemsThat = (what: "started" | "ended") =>
			folder.lines("log.jsonl").flatMap((line) => (line[what] === undefined ? [] : [line[what] as number]));

		it("start nothing more, and have on disk what has ended", async () => {
			folder.write("fallible.mjs", slow.replace("stuckMs", "20"));
			const runs = newWindow();
			const entry = await underWay(runs, 40);
			await runs.close();
			const [started, ended] = [itemsThat("started"), itemsThat("ended")];
			assert.deepEqual(started.toSorted(), ended.toSorted());
			assert.ok(started.length < 2_000, `${started.length} had started`);
			// A reader of its own, as another process would open the folder.
			const reader = new RunReader(entry.folder);
			const { counts } = reader.status();
			reader.dispose();
			assert.equal(counts.succeeded, ended.length);
		});

		it("do not keep it open if they were paused before", async () => {
			folder.write("fallible.mjs", slow.replace("stuckMs", "20"));
			const runs = newWindow();
			const entry = await underWay(runs, 40);
			entry.pause();
			await runs.close();
			const closedAt = performance.now();
			await runs.close();
			const tookMs = performance.now() - closedAt;
			assert.ok(tookMs < 1_500, `It took ${tookMs} ms.`);
		});

		it("keep it open for two seconds at most", async () => {
			folder.write("fallible.mjs", slow.replace("stuckMs", "5_000"));
			const runs = newWindow();
			const entry = await underWay(runs, 40);
			const closedAt = performance.now();
			await runs.close();
			const tookMs = performance.now() - closedAt;
			assert.ok(tookMs > 1_900 && tookMs < 4_000, `It took ${tookMs} ms.`);
			assert.equal(entry.snapshot.inFlight, 1);
			entry.cancel();
			await nextEnd(runs);
		}).timeout(30_000);
	});

	it("can neither be started nor resumed while nothing may run, but can be read", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 20);
		mayRun = false;
		await assert.rejects(runs.start(job(20)), /Nothing runs here/);
		await assert.rejects(entry.retry([{ outcome: "failed" }]), /Nothing runs here/);
		await assert.rejects(entry.resume(), /Nothing runs here/);
		assert.equal(folder.runs.length, 1);
		assert.equal(entry.reader.failures({}, { limit: 10 }).length, 2);
	});

	it("are gone with their folder when they are deleted", async () => {
		const runs = newWindow();
		const entry = await ended(runs, 20);
		const gone = new Promise<RunView>((resolve) => runs.onDidChange(resolve));
		await runs.delete(entry.runId);
		assert.equal((await gone).runId, entry.runId);
		assert.equal(runs.get(entry.runId), undefined);
		assert.deepEqual(folder.runs, []);
	});

	it("keep a damaged one separate, with what is wrong with it", async () => {
		const entry = await ended(newWindow(), 20);
		folder.write(`runs/${entry.runId}/run.sqlite`, "no database");
		const runs = newWindow();
		await runs.load();
		assert.deepEqual(runs.all(), []);
		assert.match(runs.damaged[0]?.problem ?? "", /run\.sqlite/);
	});

	describe("that a crash left with items in doubt", () => {
		/** Of ten items, 0 was done, and 1 and 2 had started. */
		async function crashed(runs: Runs): Promise<RunView> {
			const values = Array.from({ length: 10 }, (_, n) => n);
			const definition = {
				items: { values },
				run: { module: "fallible.mjs" },
				interrupted: "ask",
				retry: { attempts: 1 },
			};
			const runId = "20261124-120000-aaaa";
			const own = { ...info, runId, jobName: "Trial", jobFile: undefined, baseFolder: folder.path };
			const store = await RunStore.create(join(folder.runsFolder, runId), own, definition);
			const started = [1, 2].map((index) => ({
				item: { index, key: `k${index}`, value: index, location: undefined, problem: undefined },
				attempts: 0,
				history: [],
				startedAt: 0,
			}));
			await store.commit({ ...successes(0, 1), started });
			await store.close();
			await runs.load();
			const entry = runs.get(runId);
			assert.equal(entry?.snapshot.state, "interrupted");
			return entry as RunView;
		}

		const countsOf = ({ snapshot: { counts } }: RunView) => [counts.succeeded, counts.failed, counts.interrupted];

		it("asks about them by name, and is not resumed without an answer", async () => {
			const entry = await crashed(newWindow());
			await entry.resume();
			const [question] = asked;
			assert.ok(question?.kind === "inDoubt");
			assert.deepEqual(
				question.items.map(({ item }) => item.key),
				["k1", "k2"],
			);
			assert.deepEqual([entry.live, entry.snapshot.state], [false, "interrupted"]);
		});

		it("is resumed as the user decided", async () => {
			const runs = newWindow();
			answers.push({ inDoubt: "retry" });
			const entry = await crashed(runs);
			const end = nextEnd(runs);
			await entry.resume();
			await end;
			assert.deepEqual(countsOf(entry), [9, 1, 0]);
		});

		it("lets the user decide later, item by item", async () => {
			const runs = newWindow();
			answers.push({ inDoubt: "later" });
			const entry = await crashed(runs);
			let end = nextEnd(runs);
			await entry.resume();
			await end;
			assert.deepEqual(countsOf(entry), [7, 1, 2]);
			end = nextEnd(runs);
			await entry.markDone({ outcome: "interrupted", indices: [1] });
			await end;
			assert.deepEqual(countsOf(entry), [8, 1, 1]);
			await entry.skip({ outcome: "interrupted" });
			assert.deepEqual([countsOf(entry), entry.snapshot.counts.skipped], [[8, 1, 0], 1]);
		});
	});
});
