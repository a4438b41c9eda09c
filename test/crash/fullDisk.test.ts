import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Trial } from "../cli/trial.ts";
import { onSmallDisk, type SmallDisk } from "./smallDisk.ts";

const items = 3_000;
/** Results in all take more than is left on the disk. */
const work = "if (n % 500 === 7) throw new Error('no'); return 'x'.repeat(1_000);";
const policies = { retry: { attempts: 1 }, concurrency: 16, checkpoint: { everyBatches: 1 } };

describe("A run whose disk fills up", () => {
	/** With 2 MiB left on the disk. */
	const onFullDisk = (test: (trial: Trial, disk: SmallDisk) => Promise<void>) =>
		onSmallDisk((trial, disk) => {
			disk.fill(22);
			return test(trial, disk);
		});

	it(
		"pauses, says why, and goes on by itself when there is room, with a line for each item",
		onFullDisk(async (trial, disk) => {
			trial.writeJob(items, work, policies);
			const running = trial.start(["run", "trial.batch.json", "--json", "--state-dir", disk.path]);
			await running.says("Paused: ");
			disk.makeRoom();
			const { code, stdout, stderr } = await running.ended;
			assert.match(
				stderr,
				/^Paused: .*(results\.jsonl|run\.sqlite) could not be written: .*goes on once there is room/m,
			);
			assert.match(stderr, /^There is room again: the run goes on\.$/m);
			const { state, succeeded, failed, runId } = JSON.parse(stdout);
			assert.deepEqual([code, state, succeeded, failed], [1, "completedWithFailures", items - 6, 6], stderr);
			assertWhole(join(disk.path, "runs", runId, "results.jsonl"));
			assert.equal(trial.lines("log.txt").length, 0);
		}),
	);

	it(
		"does the same when only the output's disk is full",
		onFullDisk(async (trial, disk) => {
			trial.writeJob(items, `log(n); ${work}`, {
				...policies,
				output: { jsonl: join(disk.path, "out.jsonl"), order: "completion" },
			});
			const running = trial.start(["run", "trial.batch.json", "--json", "--quiet"]);
			await running.says("Paused: ");
			disk.makeRoom();
			const { code, stderr } = await running.ended;
			assert.match(stderr, /^Paused: .*out\.jsonl could not be written: ENOSPC.*goes on once there is room/m);
			assert.equal(code, 1, stderr);
			assertWhole(join(disk.path, "out.jsonl"));
			assert.equal(new Set(trial.lines("log.txt")).size, items);
			assert.equal(trial.lines("log.txt").length, items, "none was run twice");
		}),
	);

	it(
		"can be stopped while it is paused, and has lost nothing when it is resumed",
		onFullDisk(async (trial, disk) => {
			trial.writeJob(items, work, policies);
			const running = trial.start(["run", "trial.batch.json", "--state-dir", disk.path]);
			await running.says("Paused: ");
			running.kill("SIGTERM");
			const stopped = await running.ended;
			assert.equal(stopped.code, 3, stopped.stderr);
			assert.match(stopped.stderr, /^Resume /m);
			disk.makeRoom();
			const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json", "--state-dir", disk.path);
			assert.equal(code, 1, stderr);
			assertWhole(join(disk.path, "runs", JSON.parse(stdout).runId, "results.jsonl"));
		}),
	);
});

function assertWhole(file: string): void {
	const lines = readFileSync(file, "utf8").trimEnd().split("\n");
	const indices = lines.map((line) => JSON.parse(line).index as number).sort((a, b) => a - b);
	assert.deepEqual(
		indices,
		Array.from({ length: items }, (_, index) => index),
	);
}
