import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Counts } from "../../src/engine/index.ts";
import type { InDoubtDecision } from "../../src/store/database/inDoubt.ts";
import { DamagedRunError } from "../../src/store/errors/damagedRunError.ts";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunReader } from "../../src/store/runReader.ts";
import { RunStore } from "../../src/store/runStore.ts";
import { TemporaryFolder } from "../host/temporaryFolder.ts";
import type { Witness } from "./witness.ts";

const cli = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
const workModule = fileURLToPath(new URL("./work/work.mjs", import.meta.url));

/** Of the kills, after which the database's log is damaged. */
const damagedShare = Number(process.env.BATCHLINE_DAMAGED_SHARE ?? 0.1);

export type Policy = "retry" | "skip" | "ask";

export interface KillOptions {
	readonly policy: Policy;
	readonly concurrency: number;
	readonly items: number;
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
export class KillTrial implements Disposable {
	readonly #options: KillOptions;
	readonly #witness: Witness;
	readonly #tally: Tally;
	readonly #folder = new TemporaryFolder();
	/** Index of this run's first event. */
	readonly #from: number;
	/** How often an item may have started again, as it was in doubt and the decision was to retry it. */
	readonly #repeats = new Map<number, number>();
	/** How often such an item had started when that was decided. */
	readonly #begunBefore = new Map<number, number>();
	/** Items that may have an outcome although their work did not end, as it was decided on while they were in doubt. */
	readonly #decidedOn = new Set<number>();
	/** Items in doubt at the moment, including those that were left to be decided later. */
	#undecided: readonly number[] = [];

	constructor(options: KillOptions, witness: Witness, tally: Tally) {
		this.#options = options;
		this.#witness = witness;
		this.#tally = tally;
		this.#from = witness.events.length;
		const { items, concurrency, policy, random } = options;
		const lines = Array.from({ length: items }, (_, n) => JSON.stringify({ n, ms: Math.floor(random() * 4) }));
		writeFileSync(this.#path("items.jsonl"), `${lines.join("\n")}\n`);
		const job = {
			items: { jsonl: "items.jsonl" },
			run: { module: { path: workModule, threads: 1 } },
			concurrency,
			batchSize: 10,
			checkpoint: { everyBatches: 2 },
			interrupted: policy,
			output: { jsonl: "out.jsonl" },
		};
		writeFileSync(this.#path("trial.batch.json"), JSON.stringify(job));
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
			await this.#assertNothingLost();
		}
		if (!isOver) assert.ok(await this.#session(false));
		this.#assertWhole();
		this.#tally.runs++;
	}

	[Symbol.dispose](): void {
		this.#folder.dispose();
	}

	/** @returns whether the run has ended */
	async #session(isToDie: boolean): Promise<boolean> {
		const { random, items } = this.#options;
		const decision = this.#decide();
		const child = this.#spawn(decision);
		const stderr = text(child.stderr);
		if (isToDie) this.#witness.after(1 + Math.floor(random() * items), () => child.kill("SIGKILL"));
		const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
		this.#witness.stopCounting();
		if (signal === "SIGKILL") return false;
		assert.ok(code === 0 || code === 1, `exit code ${code}: ${await stderr}`);
		return true;
	}

	/** Damages the log. Where that has lost anything, the run is refused, nothing is done, and the log is put back. */
	async #damageLog(): Promise<void> {
		const folder = this.#runFolder();
		const files = folder === undefined ? undefined : runFolderAt(folder);
		if (!files || !existsSync(files.log) || statSync(files.log).size === 0) return;
		this.#tally.damaged++;
		const log = readFileSync(files.log);
		const whole = this.#path("whole");
		cpSync(files.path, whole, { recursive: true, filter: (path) => !/runner\.|-shm$/.test(path) });
		const saved = countsOf(whole);
		rmSync(whole, { recursive: true });
		this.#damage(files.log, log);
		const found = countsOf(files.path);
		if (found) {
			assert.deepEqual(found, saved, "what the log held is lost, and nobody was told");
			return;
		}
		this.#tally.told++;
		const [damaged, results] = [contentOf(files.log), readFileSync(files.results)];
		const effects = this.#witness.events.length;
		const child = this.#spawn("retry");
		const stderr = text(child.stderr);
		const [code] = await once(child, "exit");
		assert.equal(code, 2, await stderr);
		assert.match(await stderr, /run\.sqlite(-wal)?: .*--fresh/);
		assert.equal(this.#witness.events.length, effects, "items ran on a damaged log");
		assert.deepEqual([contentOf(files.log), readFileSync(files.results)], [damaged, results]);
		writeFileSync(files.log, log);
	}

	#damage(file: string, content: Buffer): void {
		const { random } = this.#options;
		const at = Math.floor(random() * content.length);
		const kind = Math.floor(random() * 4);
		const flipped = Buffer.from(content);
		flipped[at] = (flipped[at] ?? 0) ^ 0xff;
		if (kind === 0) rmSync(file);
		else if (kind === 3) writeFileSync(file, flipped);
		else truncateSync(file, kind === 1 ? 0 : at);
	}

	#spawn(decision: InDoubtDecision) {
		const args = ["run", this.#path("trial.batch.json"), "--quiet", "--state-dir", this.#path("state")];
		return spawn(process.execPath, [cli, ...args, "--in-doubt", decision], {
			env: { ...process.env, WITNESS_PORT: String(this.#witness.port) },
			stdio: ["ignore", "ignore", "pipe"],
		});
	}

	/** Decides about the items in doubt, and notes what may happen to them then. */
	#decide(): InDoubtDecision {
		const { policy, random } = this.#options;
		const choices: readonly InDoubtDecision[] = policy === "ask" ? ["retry", "skip", "done", "later"] : [policy];
		const decision = choices[Math.floor(random() * choices.length)] ?? "retry";
		const { began } = this.#effects();
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
	async #assertNothingLost(): Promise<void> {
		const folder = this.#runFolder();
		if (folder === undefined) return;
		const { began, ended } = this.#effects();
		const store = await RunStore.open(folder);
		const { checkpoint } = store;
		const doubtful = new Set(store.inDoubt.map(({ item }) => item.index));
		const listed = await store.failedItems(-1, this.#options.items);
		await store.close();
		for (let index = 0; index < this.#options.items; index++) {
			if (!checkpoint.done.has(index) || this.#decidedOn.has(index) || this.#repeats.has(index)) continue;
			assert.ok(ended.has(index), `item ${index} counts as done, but its work had not ended`);
		}
		const open = [...began.keys()].filter((index) => !checkpoint.done.has(index));
		if (this.#options.policy === "retry") {
			this.#undecided = open;
			this.#tally.inDoubt += open.length;
			return;
		}
		for (const index of open) {
			const waits = began.get(index) === this.#begunBefore.get(index);
			assert.ok(doubtful.has(index) || waits, `item ${index} had begun, but is not in doubt`);
		}
		const notBegun = [...doubtful].filter((index) => !began.has(index)).length;
		assert.ok(notBegun <= this.#options.concurrency, `${notBegun} items in doubt had not begun`);
		const left = listed.filter(({ outcome }) => outcome === "interrupted").map(({ item }) => item.index);
		this.#undecided = [...doubtful, ...left];
		this.#tally.inDoubt += doubtful.size;
		this.#tally.notBegun += notBegun;
	}

	/** At the end: every item has one outcome and one line, here and in the output, and ran no more often than it may. */
	#assertWhole(): void {
		const { items } = this.#options;
		const folder = this.#runFolder();
		assert.ok(folder);
		const reader = new RunReader(folder);
		const { counts, total } = reader.status();
		reader.dispose();
		const { succeeded, failed, skipped, interrupted } = counts;
		assert.deepEqual([total, failed, succeeded + skipped + interrupted], [items, 0, items]);
		const { began, ended } = this.#effects();
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
			const maxTimes = 1 + (this.#repeats.get(index) ?? 0);
			assert.ok(times <= maxTimes, `item ${index} ran ${times} times; expected at most ${maxTimes}`);
			if (times > 1) this.#tally.repeated++;
		}
	}

	/** What the items of this run have done so far: how often each started, and which ended. */
	#effects(): { readonly began: ReadonlyMap<number, number>; readonly ended: ReadonlySet<number> } {
		const began = new Map<number, number>();
		const ended = new Set<number>();
		for (const { kind, index } of this.#witness.events.slice(this.#from)) {
			if (kind === "began") began.set(index, (began.get(index) ?? 0) + 1);
			else ended.add(index);
		}
		return { began, ended };
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

/** Undefined where who looks at the run is told of damage. */
function countsOf(folder: string): Counts | undefined {
	try {
		const reader = new RunReader(folder);
		try {
			return reader.status().counts;
		} finally {
			reader.dispose();
		}
	} catch (error) {
		assert.ok(error instanceof DamagedRunError, `${error}`);
		return undefined;
	}
}

/** What is there, where an empty file says as much as none. */
function contentOf(file: string): Buffer {
	return existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
}
