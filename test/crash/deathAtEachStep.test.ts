import assert from "node:assert/strict";
import fs, { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { DatabaseSync, StatementSync } from "node:sqlite";
import { runFolderAt } from "../../src/store/files/runFolder.ts";
import { RunReader } from "../../src/store/runReader.ts";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { memoryFolder } from "./memoryFolder.ts";
import { StoreScenario } from "./storeScenario.ts";

/** What changes a run folder. */
const calls = [
	[fs, ["writeSync", "writeFileSync", "fdatasyncSync", "ftruncateSync", "renameSync", "rmSync", "closeSync"]],
	[DatabaseSync.prototype, ["exec", "close"]],
	[StatementSync.prototype, ["run"]],
] as const;

type Call = (...args: unknown[]) => unknown;

describe("a process that dies between any two steps of saving", function () {
	this.timeout(120_000);

	it("leaves a run that the next one can read and resume, which no death makes look damaged", () => {
		const base = mkdtempSync(join(memoryFolder(), "batchline-death-"));
		const deaths = new Map<string, number>();
		const scenario = new StoreScenario(join(base, "run"));
		let isWatching = false;
		const die = (step: string, call: string) => {
			if (!isWatching) return;
			isWatching = false;
			try {
				survive(scenario.folder, mkdtempSync(join(base, "dead-")), `${step}, before ${call}`);
				deaths.set(call, (deaths.get(call) ?? 0) + 1);
			} finally {
				isWatching = true;
			}
		};
		let current = "";
		const undo = beforeEachCall((call) => die(current, call));
		try {
			for (const [step, work] of scenario.steps) {
				current = step;
				isWatching = true;
				work();
				isWatching = false;
			}
			current = "close";
			isWatching = true;
			scenario.close();
		} finally {
			isWatching = false;
			undo();
			scenario.close();
			rmSync(base, { recursive: true, force: true });
		}
		for (const call of ["writeSync", "fdatasyncSync", "exec", "run", "close", "ftruncateSync"])
			assert.ok((deaths.get(call) ?? 0) > 0, `nothing died before ${call}: ${JSON.stringify([...deaths])}`);
	});
});

/** @returns undoes it */
function beforeEachCall(hear: (call: string) => void): () => void {
	const undo: (() => void)[] = [];
	for (const [owner, names] of calls) {
		const patchable = owner as unknown as Record<string, Call>;
		for (const name of names) {
			const real = patchable[name] as Call;
			patchable[name] = function (this: unknown, ...args: unknown[]) {
				hear(name);
				return real.apply(this, args);
			};
			undo.push(() => {
				patchable[name] = real;
			});
		}
	}
	syncBuiltinESMExports();
	return () => {
		for (const each of undo) each();
		syncBuiltinESMExports();
	};
}

/** Opens what is there as the next process does. */
function survive(folder: string, copy: string, where: string): void {
	if (!fs.existsSync(runFolderAt(folder).database)) return;
	for (const name of readdirSync(folder))
		if (!/^runner\.|-shm$/.test(name)) cpSync(join(folder, name), join(copy, name));
	try {
		const reader = new RunReader(copy);
		reader.status();
		reader.dispose();
		RunWriter.open(copy).close();
	} catch (error) {
		assert.fail(`${where}: ${(error as Error).stack}`);
	}
	rmSync(copy, { recursive: true });
}
