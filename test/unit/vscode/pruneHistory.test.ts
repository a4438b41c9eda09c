import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { defaultRetention } from "../../../src/store/history/retention.ts";
import { settingIds } from "../../../src/vscode/contributions/settingIds.ts";
import { pruneHistory } from "../../../src/vscode/runs/pruneHistory.ts";
import { Runs } from "../../../src/vscode/runs/runs.ts";
import { TrialFolder } from "../job/trialJob.ts";
import { onlyHome } from "./onlyHome.ts";

/** Fails until there is a file "fixed" beside it, and then waits for one named "go". */
const failsFirst = `import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
const has = (name) => existsSync(new URL(name, import.meta.url));
export default async (item) => {
	if (!has("fixed")) throw new Error("Not yet");
	while (!has("go")) await sleep(5);
	return item;
};`;

describe("the history of a window", () => {
	let folder: TrialFolder;
	let open: Runs[];
	let logged: string[];

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default (item) => item;");
		open = [];
		logged = [];
	});

	afterEach(async () => {
		for (const runs of open) {
			await runs.close();
			runs.dispose();
		}
		folder.dispose();
	});

	const log = {
		info: (message: string) => void logged.push(message),
		warn: () => undefined,
		error: (message: string, error?: unknown) => void logged.push(`${message} ${error}`),
	};

	function newWindow(): Runs {
		const { runsFolder, variableSources } = folder.options();
		const runs = new Runs({
			homes: onlyHome(runsFolder),
			log,
			launchInfo: async () => ({ variableSources, defaults: {} }),
			assertMayRun: () => undefined,
			askDecision: async () => undefined,
		});
		open.push(runs);
		return runs;
	}

	/** Runs `count` jobs, one after the other. @returns the runs' ids, oldest first */
	async function runOf(runs: Runs, count: number): Promise<readonly string[]> {
		const ids: string[] = [];
		for (let n = 0; n < count; n++) {
			const job = folder.job({
				name: `Trial ${n}`,
				items: { values: [1, 2] },
				run: { module: "work.mjs" },
				retry: { attempts: 1 },
			});
			const ended = new Promise((resolve) => runs.onDidEnd(resolve));
			ids.push((await runs.start(job)).runId);
			await ended;
		}
		return ids;
	}

	it("loses the oldest runs beyond the limits, in the views and on disk", async () => {
		const ids = await runOf(newWindow(), 3);
		const runs = newWindow();
		const gone: string[] = [];
		runs.onDidChange(({ runId }) => {
			if (!runs.get(runId)) gone.push(runId);
		});
		const found = await runs.load();
		const folders = ids.map((runId) => runs.get(runId)?.folder ?? "");
		await pruneHistory(found, runs, { maxRuns: 1 }, log);
		assert.deepEqual(gone.sort(), ids.slice(0, 2).sort());
		assert.deepEqual(folders.map(existsSync), [false, false, true]);
		assert.match(String(logged), /^Deleted 2 old runs \([\d.]+ kB\), as the settings batchline\.history\.\* say: /);
	});

	it("keeps a run whose failed items are being tried again since it was found", async () => {
		folder.write("work.mjs", failsFirst);
		const runs = newWindow();
		const [first = ""] = await runOf(runs, 2);
		const found = await runs.load();
		const entry = runs.get(first);
		assert.equal(entry?.snapshot.state, "completedWithFailures");
		folder.write("fixed", "");
		await entry.retry([{ outcome: "failed" }]);
		await pruneHistory(found, runs, { maxRuns: 1 }, log);
		assert.ok(existsSync(entry.folder));
		const ended = new Promise((resolve) => runs.onDidEnd(resolve));
		folder.write("go", "");
		await ended;
		assert.equal(entry.snapshot.state, "completed");
	});

	it("has the same default limits as the command line", () => {
		const { historyMaxRuns, historyMaxAgeDays, historyMaxSizeMB } = settingIds;
		assert.deepEqual(defaultRetention, {
			maxRuns: historyMaxRuns.default,
			maxAgeMs: historyMaxAgeDays.default * 86_400_000,
			maxBytes: historyMaxSizeMB.default * 1_000_000,
		});
	});
});
