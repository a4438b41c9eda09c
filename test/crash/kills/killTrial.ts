import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { toFailedItem } from "../../../src/store/database/items/failedRow.ts";
import type { InDoubtDecision } from "../../../src/store/database/items/inDoubt.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { checkpointOf } from "../../../src/store/runStore.ts";
import { RunWriter } from "../../../src/store/writer/runWriter.ts";
import { TemporaryFolder } from "../../host/temporaryFolder.ts";
import { damageLog } from "./damageLog.ts";
import type { OperationUnderTrial, Stage } from "./operations.ts";

const cli = fileURLToPath(new URL("../../../dist/cli.cjs", import.meta.url));

/** Of the kills, after which the database's log is damaged. */
const damagedShare = Number(process.env.BATCHLINE_DAMAGED_SHARE ?? 0.1);

export type Policy = "retry" | "skip" | "ask";

export interface KillOptions {
	readonly operation: OperationUnderTrial;
	readonly policy: Policy;
	/** Items at a time, or batches. */
	readonly concurrency: number;
	readonly random: () => number;
}

/** The results of the kills, for the table. */
export interface Tally {
	kills: number;
	runs: number;
	/** Items that were in doubt after kills. */
	inDoubt: number;
	/** Of those, the ones whose work had not started: the kill came after their start was on disk. */
	notBegun: number;
	/** Items that were run a second time; all of them had been in doubt. */
	repeated: number;
	/** Kills after which the database's log was damaged, and those of them where that had lost something. */
	damaged: number;
	told: number;
}

/** One job that is killed again and again until it is done, each time checked against what its items really did. */
export class KillTrial implements AsyncDisposable {
	readonly #options: KillOptions;
	readonly #stage: Stage;
	readonly #tally: Tally;
	readonly #folder: TemporaryFolder;
	/** How often an item may have started again, as it was in doubt and the decision was to retry it. */
	readonly #repeats = new Map<number, number>();
	/** How often such an item had started when that was decided. */
	readonly #begunBefore = new Map<number, number>();
	/** Items that may have an outcome although their work did not end, as it was decided on while they were in doubt. */
	readonly #decidedOn = new Set<number>();
	/** Items in doubt at the moment, including those that were left to be decided later. */
	#undecided: readonly number[] = [];
	/** How often each item had started when the process was started that runs now, or was killed last. */
	#begunAtStart: ReadonlyMap<number, number> = new Map();

	static async prepare(options: KillOptions, tally: Tally): Promise<KillTrial> {
		const folder = new TemporaryFolder();
		const { operation, concurrency, policy, random } = options;
		const stage = await operation.stage(folder.path, random);
		const job = {
			...stage.job,
			concurrency,
			batchSize: operation.batchSize === 1 ? 10 : operation.batchSize,
			checkpoint: { everyBatches: 2 },
			interrupted: policy,
			output: { jsonl: "out.jsonl", order: "completion" },
		};
		writeFileSync(join(folder.path, "trial.batch.json"), JSON.stringify(job));
		return new KillTrial(options, tally, stage, folder);
	}

	private constructor(options: KillOptions, tally: Tally, stage: Stage, folder: TemporaryFolder) {
		this.#options = options;
		this.#tally = tally;
		this.#stage = stage;
		this.#folder = folder;
	}

	/** Kills up to `kills` times, then lets the run end. */
	async run(kills: number): Promise<void> {
		// The run may end before the kill comes. Another session would then be another run.
		const { random } = this.#options;
		let isOver = false;
		for (let left = kills; left > 0 && !isOver; left--) {
			isOver = await this.#session(true);
			if (isOver) continue;
			this.#tally.kills++;
			if (random() < damagedShare) await this.#damageLog();
			this.#assertNothingLost();
		}
		if (!isOver) assert.ok(await this.#session(false));
		this.#assertWhole();
		this.#tally.runs++;
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.#stage.witness[Symbol.asyncDispose]();
		this.#folder.dispose();
	}

	/** @returns whether the run has ended */
	async #session(isToDie: boolean): Promise<boolean> {
		const { random, operation } = this.#options;
		const { witness } = this.#stage;
		const child = this.#spawn(this.#decide());
		this.#begunAtStart = witness.effects().began;
		if (isToDie) witness.moments.after(1 + Math.floor(random() * operation.items), () => child.kill("SIGKILL"));
		const { code, signal, stderr } = await endOf(child);
		witness.moments.stop();
		await witness.settled();
		if (signal === "SIGKILL") return false;
		assert.ok(code === 0 || code === 1, `exit code ${code}: ${stderr}`);
		return true;
	}

	/** Damages the log. Where that has lost anything, the run is refused, nothing is done, and the log is put back. */
	async #damageLog(): Promise<void> {
		const folder = this.#runFolder();
		if (folder === undefined) return;
		const { witness } = this.#stage;
		const ending = await damageLog(folder, this.#options.random, async () => {
			const before = witness.effects();
			const { code, stderr } = await endOf(this.#spawn("retry"));
			await witness.settled();
			assert.equal(code, 2, stderr);
			assert.match(stderr, /run\.sqlite(-wal)?: .*--fresh/);
			assert.deepEqual(witness.effects(), before, "items ran on a damaged log");
		});
		if (ending !== "no log") this.#tally.damaged++;
		if (ending === "told") this.#tally.told++;
	}

	#spawn(decision: InDoubtDecision) {
		const args = ["run", this.#path("trial.batch.json"), "--quiet", "--state-dir", this.#path("state")];
		return spawn(process.execPath, [cli, ...args, "--in-doubt", decision], {
			env: { ...process.env, XDG_STATE_HOME: this.#path("user"), ...this.#stage.env },
			stdio: ["ignore", "ignore", "pipe"],
		});
	}

	/** Decides about the items in doubt, and notes what may happen to them then. */
	#decide(): InDoubtDecision {
		const { policy, random } = this.#options;
		const choices: readonly InDoubtDecision[] = policy === "ask" ? ["retry", "skip", "done", "later"] : [policy];
		const decision = choices[Math.floor(random() * choices.length)] ?? "retry";
		const { began } = this.#stage.witness.effects();
		for (const index of this.#undecided) {
			if (decision !== "retry") {
				this.#decidedOn.add(index);
				continue;
			}
			this.#repeats.set(index, (this.#repeats.get(index) ?? 0) + 1);
			this.#begunBefore.set(index, began.get(index) ?? 0);
		}
		return decision;
	}

	/** After a kill: what is done on disk has really ended, and what else had started is in doubt. */
	#assertNothingLost(): void {
		const folder = this.#runFolder();
		if (folder === undefined) return;
		const { items } = this.#options.operation;
		const { began, ended } = this.#stage.witness.effects();
		const { done, doubtful, left } = openedAnew(folder, items);
		for (let index = 0; index < items; index++) {
			if (!done.has(index) || this.#decidedOn.has(index) || this.#repeats.has(index)) continue;
			assert.ok(ended.has(index), `item ${index} counts as done, but its work had not ended`);
		}
		const open = [...began.keys()].filter((index) => !done.has(index));
		const hasBegunNow = (index: number) => began.get(index) !== this.#begunAtStart.get(index);
		this.#assertUnderWay(open.filter((index) => hasBegunNow(index) && !ended.has(index)).length);
		if (this.#options.policy === "retry") {
			this.#undecided = open;
			this.#tally.inDoubt += open.length;
			return;
		}
		for (const index of open) {
			assert.ok(doubtful.has(index) || this.#waits(index, began), `item ${index} had begun, but is not in doubt`);
		}
		this.#assertUnderWay(doubtful.size);
		this.#undecided = [...doubtful, ...left];
		this.#tally.inDoubt += doubtful.size;
		this.#tally.notBegun += [...doubtful].filter((index) => !began.has(index)).length;
	}

	/** Whether the item was in doubt and is to be tried again, but has not been so far. */
	#waits(index: number, began: ReadonlyMap<number, number>): boolean {
		const before = this.#begunBefore.get(index);
		// The resume itself finishes what was half done, before any item is tried.
		return this.#options.operation.isNeverRepeated ? before !== undefined : before === began.get(index);
	}

	#assertUnderWay(count: number): void {
		const { operation, concurrency } = this.#options;
		const max = concurrency * operation.batchSize;
		assert.ok(count <= max, `${count} items were under way; expected at most ${max}`);
	}

	/** At the end: every item has one outcome and one line, here and in the output, and ran no more often than it may. */
	#assertWhole(): void {
		const { items, isNeverRepeated } = this.#options.operation;
		const folder = this.#runFolder();
		assert.ok(folder);
		const reader = new RunReader(folder);
		const { counts, total } = reader.status();
		reader.dispose();
		const { succeeded, failed, skipped, interrupted } = counts;
		assert.deepEqual([total, failed, succeeded + skipped + interrupted], [items, 0, items]);
		const { began, ended } = this.#stage.witness.effects();
		for (const file of [join(folder, "results.jsonl"), this.#path("out.jsonl")]) {
			const lines = readFileSync(file, "utf8").trimEnd().split("\n");
			const results = lines.map((line) => JSON.parse(line) as { index: number; outcome: string });
			assert.equal(results.length, items, `lines in ${file}`);
			assert.equal(new Set(results.map(({ index }) => index)).size, items, `items in ${file}`);
			assert.equal(results.filter(({ outcome }) => outcome === "succeeded").length, succeeded);
			for (const { index } of results) {
				assert.ok(ended.has(index) || this.#decidedOn.has(index), `item ${index} has an outcome, but did not end`);
			}
		}
		for (const [index, times] of began) {
			const maxTimes = isNeverRepeated ? 1 : 1 + (this.#repeats.get(index) ?? 0);
			assert.ok(times <= maxTimes, `item ${index} ran ${times} times; expected at most ${maxTimes}`);
			if (times > 1) this.#tally.repeated++;
		}
		this.#stage.witness.assertTidy?.();
	}

	#runFolder(): string | undefined {
		const runs = this.#path("state/runs");
		const [name] = existsSync(runs) ? readdirSync(runs) : [];
		return name === undefined ? undefined : join(runs, name);
	}

	#path(name: string): string {
		return join(this.#folder.path, name);
	}
}

/** What the next process finds. */
function openedAnew(folder: string, items: number) {
	const writer = RunWriter.open(folder);
	const { done } = checkpointOf(writer.opened);
	const doubtful = new Set(writer.opened.inDoubt.map(({ index }) => index));
	const failed = writer.failedItems(-1, items).map(toFailedItem);
	writer.close();
	/** Left to be decided later. */
	const left = failed.filter(({ outcome }) => outcome === "interrupted").map(({ item }) => item.index);
	return { done, doubtful, left };
}

/** Of a process with everything that it has started: they all write to its standard error. */
async function endOf(child: ChildProcessByStdio<null, null, Readable>) {
	const [stderr, [code, signal]] = await Promise.all([text(child.stderr), once(child, "close")]);
	return { code: code as number | null, signal: signal as NodeJS.Signals | null, stderr };
}
