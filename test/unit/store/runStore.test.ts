import assert from "node:assert/strict";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { noCounts } from "../../../src/engine/index.ts";
import { runFolderAt } from "../../../src/store/files/runFolder.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { commitOf, failedItem, failures, info, itemAt, successes } from "./trialCommit.ts";
import { trialFolder } from "./trialFolder.ts";

describe("a run's store", () => {
	const base = trialFolder();
	const folder = () => join(base(), "runs", info.runId);

	it("starts with a queued run that knows its info and its job", async () => {
		const definition = { name: "Create posts", items: { csv: "posts.csv" } };
		const more = { parent: "20261122-080000-aaaa", limit: 10, notes: ["1 link was left out: a."] };
		const store = await RunStore.create(folder(), { ...info, ...more }, definition);
		await store.close();
		const reader = new RunReader(folder());
		assert.deepEqual(reader.info, { ...info, ...more });
		assert.deepEqual(reader.definition(), definition);
		assert.deepEqual(reader.status(), {
			state: "queued",
			reason: undefined,
			counts: noCounts,
			total: undefined,
			activeMs: 0,
			durations: [],
			queued: 0,
			sameKeys: 0,
			updatedAt: info.createdAt,
		});
		reader.dispose();
	});

	it("is for the user alone", async () => {
		const store = await RunStore.create(folder(), info, {});
		await store.commit(successes(0, 3));
		for (const name of readdirSync(folder())) assert.equal(modeOf(join(folder(), name)), 0o600, name);
		for (const path of [folder(), join(folder(), "..")]) assert.equal(modeOf(path), 0o700, path);
		await store.close();
	});

	it("leaves nothing in the run folder but what belongs there", async () => {
		const store = await RunStore.create(folder(), info, {});
		await store.commit(successes(0, 3));
		await store.close();
		new RunReader(folder()).dispose();
		const expected = ["job.json", "results.jsonl", "run.commits", "run.sqlite", "runner.lock"];
		assert.deepEqual(readdirSync(folder()).sort(), expected);
	});

	it("does not create a run where there is one", async () => {
		const store = await RunStore.create(folder(), info, { first: true });
		await store.close();
		await assert.rejects(RunStore.create(folder(), info, { second: true }), /holds a run already/);
		const reader = new RunReader(folder());
		assert.deepEqual(reader.definition(), { first: true });
		reader.dispose();
	});

	it("returns everything that was committed when the run is resumed", async () => {
		const store = await RunStore.create(folder(), info, {});
		const commit = successes(0, 40_000);
		const counts = { ...noCounts, succeeded: 40_002, retries: 7 };
		await store.commit(commit);
		const durations = [
			[0.5, 40_000],
			[12, 2],
		] as const;
		const sinks = { "jsonl:out": 4_711, "csv:ü": 5 };
		await store.commit(
			commitOf({ settled: [40_001, 99_999], counts, activeMs: 12.25, total: 100_000, sinks, durations }),
		);
		await store.commit(commitOf({ counts, activeMs: 12.25, total: 100_000, sinks }));
		await store.close();
		const { checkpoint, ...again } = await RunStore.open(folder());
		const { done, ...others } = checkpoint;
		assert.deepEqual(again.info, info);
		assert.equal(others.state, "interrupted");
		assert.deepEqual(others.durations, durations);
		assert.deepEqual([others.counts, others.activeMs, others.total, others.sinks], [counts, 12.25, 100_000, sinks]);
		const inQuestion = [39_999, 40_000, 40_001, 40_002, 99_998, 99_999];
		assert.deepEqual(
			inQuestion.filter((index) => done.has(index)),
			[39_999, 40_001, 99_999],
		);
	});

	it("says how a finished run ended", async () => {
		const store = await RunStore.create(folder(), info, {});
		await store.commit({ ...successes(0, 3), state: "halted", reason: "401 Unauthorized" });
		await store.close();
		const again = await RunStore.open(folder());
		assert.equal(again.checkpoint.state, "halted");
		await again.close();
		const reader = new RunReader(folder());
		assert.deepEqual([reader.status().state, reader.status().reason], ["halted", "401 Unauthorized"]);
		reader.dispose();
	});

	it("keeps failed items exactly as they were", async () => {
		const items = [
			failedItem(3, { item: itemAt(3, { value: "nul \0 and half a pair \ud800", key: "\0é\u2028" }) }),
			failedItem(4, { item: itemAt(4, { value: null, location: { file: "/a b/c.csv", line: 7 } }), attempts: 3 }),
			failedItem(9, { item: itemAt(9, { location: { file: "untitled:1", line: undefined }, problem: "Bad row." }) }),
		];
		const store = await RunStore.create(folder(), info, {});
		await store.commit(failures(items));
		assert.deepEqual(await store.failedItems(-1, 10), items);
		assert.deepEqual(await store.failedItems(3, 1), [items[1]]);
		await store.close();
	});

	it("works in a folder whose name has characters with a meaning in URLs", async () => {
		const odd = join(base(), "50% of #1? é&=+ 'x'");
		const store = await RunStore.create(odd, info, {});
		await store.commit(successes(0, 1));
		await store.close();
		assert.ok(existsSync(runFolderAt(odd).database));
		assert.equal(new RunReader(odd).status().counts.succeeded, 1);
	});

	it("refuses work once it is closed, and can be closed again", async () => {
		const store = await RunStore.create(folder(), info, {});
		await Promise.all([store.close(), store.close()]);
		await store.close();
		await assert.rejects(store.commit(successes(0, 1)), /store is closed/);
	});

	it("finishes pending calls before it closes", async () => {
		const store = await RunStore.create(folder(), info, {});
		const commit = store.commit(successes(0, 1_000));
		await store.close();
		await commit;
		const reader = new RunReader(folder());
		assert.equal(reader.status().counts.succeeded, 1_000);
		reader.dispose();
	});
});

function modeOf(path: string): number {
	return statSync(path).mode & 0o777;
}
