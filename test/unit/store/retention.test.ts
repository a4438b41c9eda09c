import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { noCounts } from "../../../src/engine/index.ts";
import { isResumable, type RunState } from "../../../src/engine/model/runState.ts";
import { clearDeleted, deleteRun } from "../../../src/store/history/deleteRun.ts";
import { deleteRuns } from "../../../src/store/history/deleteRuns.ts";
import { runIds } from "../../../src/store/history/findRun.ts";
import { type Retention, runsToGo, type SizedRun } from "../../../src/store/history/retention.ts";
import { listRuns, type ReadableRun } from "../../../src/store/history/runList.ts";
import { withSizes } from "../../../src/store/history/runSize.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, info, successes } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

const now = 1_800_000_000_000;
const dayMs = 86_400_000;

interface RunFigures {
	readonly id: number;
	readonly parent?: number | undefined;
	readonly state?: RunState;
	readonly ageMs?: number;
	readonly sizeBytes?: number;
	readonly queued?: number;
	readonly interrupted?: number;
}

function runOf({ id, parent, state = "completed", ageMs = 0, sizeBytes = 1, queued = 0, interrupted = 0 }: RunFigures) {
	const runId = String(id);
	const run: SizedRun = {
		folder: `/runs/${runId}`,
		runId,
		info: { ...info, runId, parent: parent === undefined ? undefined : String(parent) },
		status: {
			state,
			reason: undefined,
			counts: { ...noCounts, interrupted },
			total: undefined,
			activeMs: 0,
			durations: [],
			sameKeys: 0,
			queued,
			updatedAt: now - ageMs,
		},
		sizeBytes,
	};
	return run;
}

function idsToGo(runs: readonly RunFigures[], retention: Retention): readonly number[] {
	return runsToGo(runs.map(runOf), retention, now).map(({ runId }) => Number(runId));
}

describe("the history of runs", () => {
	const ages = [1, 2, 3, 4].map((id) => ({ id, ageMs: id * dayMs, sizeBytes: 100 }));

	it("is limited by count, by age, and by size, the oldest going first", () => {
		assert.deepEqual(idsToGo(ages, {}), []);
		assert.deepEqual(idsToGo(ages.toReversed(), { maxRuns: 2 }), [3, 4]);
		assert.deepEqual(idsToGo(ages, { maxAgeMs: 3 * dayMs }), [4]);
		assert.deepEqual(idsToGo(ages, { maxBytes: 399 }), [4]);
		assert.deepEqual(idsToGo(ages, { maxBytes: 400 }), []);
		assert.deepEqual(idsToGo(ages, { maxRuns: 3, maxAgeMs: 3.5 * dayMs, maxBytes: 100 }), [2, 3, 4]);
		assert.deepEqual(idsToGo(ages, { maxRuns: 0 }), [1, 2, 3, 4]);
	});

	it("keeps the last run however large it is", () => {
		assert.deepEqual(idsToGo([{ id: 1, sizeBytes: 5_000 }, ...ages.slice(1)], { maxBytes: 10 }), [2, 3, 4]);
	});

	it("keeps a run whose failed items another one still retries, but not its own parent", () => {
		const chain: readonly RunFigures[] = [
			{ id: 1, ageMs: 3, state: "completedWithFailures" },
			{ id: 2, ageMs: 2, state: "completedWithFailures", parent: 1 },
			{ id: 3, ageMs: 1, state: "cancelled", parent: 2 },
		];
		assert.deepEqual(idsToGo(chain, { maxRuns: 0 }), [1]);
	});

	it("keeps runs with items that the user has to decide on, or that wait for another try", () => {
		const runs: readonly RunFigures[] = [
			{ id: 1, state: "completedWithFailures", interrupted: 1 },
			{ id: 2, state: "completedWithFailures", queued: 1 },
			{ id: 3, state: "completedWithFailures" },
		];
		assert.deepEqual(idsToGo(runs, { maxRuns: 0 }), [3]);
	});

	it("is not pushed out by unfinished runs", () => {
		const unfinished = [11, 12, 13].map((id) => ({ id, state: "interrupted" as const, sizeBytes: 1_000 }));
		assert.deepEqual(idsToGo([...unfinished, ...ages], { maxRuns: 4, maxBytes: 400 }), []);
	});

	it("never loses what can be resumed, nor its parent; and what is over stays within the limits", () => {
		const states: readonly RunState[] = [
			...(["queued", "running", "paused", "halted", "cancelled", "interrupted"] as const),
			...(["completed", "completedWithFailures", "completed", "completedWithFailures"] as const),
		];
		const figures = fc.record({
			parent: fc.option(fc.nat(20), { nil: undefined }),
			state: fc.constantFrom(...states),
			ageMs: fc.nat(100),
			sizeBytes: fc.nat(100),
			queued: fc.constantFrom(0, 0, 0, 1),
			interrupted: fc.constantFrom(0, 0, 0, 1),
		});
		const limit = (max: number) => fc.option(fc.nat(max), { nil: undefined });
		const limits = fc.record({ maxRuns: limit(20), maxAgeMs: limit(100), maxBytes: limit(1_000) });
		fc.assert(
			fc.property(fc.array(figures, { maxLength: 20 }), limits, (drawn, retention) => {
				const runs = drawn.map((one, id) => runOf({ ...one, id }));
				const toGo = new Set(runsToGo(runs, retention, now));
				const left = runs.filter((run) => !toGo.has(run));
				const open = runs.filter(({ status }) => isResumable(status.state));
				for (const run of open) {
					assert.ok(!toGo.has(run), `${run.runId} could have been resumed`);
					const parent = runs.find(({ runId }) => runId === run.info.parent);
					assert.ok(!parent || !toGo.has(parent), `${parent?.runId} is the parent of ${run.runId}`);
				}
				const parents = new Set(
					left.filter(({ status }) => isResumable(status.state) || waits(status)).map((run) => run.info.parent),
				);
				const over = left.filter(
					({ runId, status }) => !isResumable(status.state) && !waits(status) && !parents.has(runId),
				);
				const { maxRuns, maxAgeMs, maxBytes } = retention;
				assert.ok(over.length <= (maxRuns ?? over.length));
				assert.ok(over.every(({ status }) => now - status.updatedAt <= (maxAgeMs ?? Infinity)));
				assert.ok(over.length <= 1 || sizeOf(over) <= (maxBytes ?? Infinity));
				// Nothing that stays is older than anything that went, and nothing went that was within every limit.
				const oldest = Math.min(...over.map(({ status }) => status.updatedAt));
				for (const { status } of toGo) assert.ok(status.updatedAt <= oldest);
				const [first] = [...toGo].sort((a, b) => b.status.updatedAt - a.status.updatedAt);
				if (!first) return;
				const isBeyond =
					over.length >= (maxRuns ?? Infinity) ||
					now - first.status.updatedAt > (maxAgeMs ?? Infinity) ||
					(over.length > 0 && sizeOf([...over, first]) > (maxBytes ?? Infinity));
				assert.ok(isBeyond, `${first.runId} was within every limit`);
			}),
			{ numRuns: 2_000 },
		);
	});

	function waits({ queued, counts }: ReadableRun["status"]): boolean {
		return queued > 0 || counts.interrupted > 0;
	}

	function sizeOf(runs: readonly SizedRun[]): number {
		return runs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
	}
});

describe("deleting runs", () => {
	const base = trialFolder();

	async function make(runId: string, state: RunState): Promise<string> {
		const folder = join(base(), runId);
		const store = await RunStore.create(folder, { ...info, runId }, {});
		await store.commit(successes(0, 5));
		await store.commit(commitOf({ state, counts: { ...noCounts, succeeded: 5 } }));
		await store.close();
		return folder;
	}

	async function sizedRuns(): Promise<readonly SizedRun[]> {
		return withSizes(listRuns(base()).filter((listing): listing is ReadableRun => listing.problem === undefined));
	}

	it("frees everything that is in their folders", async () => {
		const folder = await make("a", "completed");
		const [before] = await sizedRuns();
		writeFileSync(join(folder, "report.md"), "x".repeat(10_000));
		const [run] = await sizedRuns();
		assert.ok(run && before);
		assert.equal(run.sizeBytes, before.sizeBytes + 10_000);
		const { deleted, problems } = await deleteRuns([run]);
		assert.deepEqual([deleted, problems], [[run], []]);
		assert.equal(existsSync(folder), false);
	});

	it("leaves one that was started meanwhile, and reports one that is gone", async () => {
		const folders = [await make("a", "completed"), await make("b", "completed"), await make("c", "completed")];
		const runs = [...(await sizedRuns())].sort((a, b) => a.runId.localeCompare(b.runId));
		const [busy, gone] = runs;
		assert.ok(busy && gone);
		const store = await RunStore.open(busy.folder);
		await deleteRuns([gone]);
		const { deleted, problems } = await deleteRuns(runs);
		await store.close();
		assert.deepEqual(
			deleted.map(({ runId }) => runId),
			["c"],
		);
		assert.deepEqual(
			problems.map(({ run }) => run.runId),
			["b"],
		);
		assert.deepEqual(folders.map(existsSync), [true, false, false]);
	});

	/** Kills a process at its nth removal or renaming of a file. @returns whether it died of that */
	async function dieAt(call: number, folder: string): Promise<boolean> {
		const code = `
			import fs from "node:fs";
			import promises from "node:fs/promises";
			import { syncBuiltinESMExports } from "node:module";
			let left = ${call};
			const die = (real) => function (...args) {
				if (--left === 0) process.kill(process.pid, "SIGKILL");
				return real.apply(this, args);
			};
			for (const owner of [fs, promises])
				for (const name of ["rm", "rmSync", "unlink", "unlinkSync", "rmdir", "rmdirSync", "renameSync", "rename"])
					if (owner[name]) owner[name] = die(owner[name]);
			syncBuiltinESMExports();
			const { deleteRun } = await import(${JSON.stringify(new URL("../../../src/store/history/deleteRun.ts", import.meta.url).href)});
			await deleteRun(${JSON.stringify(folder)});`;
		const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
			stdio: ["ignore", "ignore", "inherit"],
		});
		const [exitCode, signal] = await once(child, "exit");
		assert.ok(signal === "SIGKILL" || exitCode === 0, `exit code ${exitCode}`);
		return signal === "SIGKILL";
	}

	it("leaves a run whole or gone wherever it is killed, and clears what is left at the next", async () => {
		const original = join(base(), "..", `${basename(base())}-original`);
		renameSync(await make("20261127-180000-aaaa", "completed"), original);
		let deaths = 0;
		for (let call = 1, isOver = false; !isOver; call++) {
			const folder = join(base(), "20261127-180000-aaaa");
			cpSync(original, folder, { recursive: true });
			isOver = !(await dieAt(call, folder));
			deaths += isOver ? 0 : 1;
			const found = listRuns(base());
			assert.deepEqual(
				found.map(({ problem }) => problem),
				found.map(() => undefined),
			);
			assert.deepEqual(
				runIds(base()),
				found.map(({ runId }) => runId),
			);
			if (found.length > 0) {
				const reader = new RunReader(folder);
				assert.equal(reader.status().counts.succeeded, 5);
				reader.dispose();
				await deleteRun(folder);
			}
			await clearDeleted(base());
			assert.deepEqual(readdirSync(base()), []);
		}
		rmSync(original, { recursive: true });
		assert.ok(deaths >= 3, `only ${deaths} deaths`);
	}).timeout(240_000);

	it("does not take the remains of an earlier deletion for the run, nor fail because of them", async () => {
		const folder = await make("a", "completed");
		cpSync(folder, `${folder}.deleted`, { recursive: true });
		assert.deepEqual(
			listRuns(base()).map(({ folder }) => folder),
			[folder],
		);
		await deleteRun(folder);
		assert.deepEqual(readdirSync(base()), []);
	});
});
