import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { UnsavedError } from "../../src/store/errors/unsavedError.ts";
import { type Fault, FaultInjection } from "./faultInjection.ts";
import { type FolderState, stateAfterDeath, stateOf } from "./folderState.ts";
import { memoryFolder } from "./memoryFolder.ts";
import { PageLimit } from "./pageLimit.ts";
import { StoreScenario } from "./storeScenario.ts";

/** The results of the scenario without a fault. */
interface Undisturbed {
	/** By the number of steps: what a process leaves behind that dies after them. */
	readonly afterDeath: readonly (FolderState | undefined)[];
	readonly end: FolderState;
	readonly results: string;
}

/** Calls that the scenario reaches at least: a test that injects nothing must not pass. */
const minCalls: Readonly<Record<Fault, number>> = {
	ENOSPC: 40,
	EIO: 40,
	short: 5,
	SQLITE_FULL: 70,
	SQLITE_IOERR: 150,
};

/** Steps that the engine never repeats by itself. */
const endsTheRun: ReadonlySet<string> = new Set(["create", "close and open", "failed items"]);

describe("the run folder, with a fault at each call in turn", function () {
	this.timeout(120_000);
	let base: string;
	let undisturbed: Undisturbed;

	before(() => {
		base = mkdtempSync(join(memoryFolder(), "batchline-faults-"));
		undisturbed = runUndisturbed(newFolder());
	});
	after(() => rmSync(base, { recursive: true, force: true }));

	const newFolder = () => mkdtempSync(join(base, "run-"));

	for (const fault of Object.keys(minCalls) as Fault[]) {
		it(`${fault}: a step that throws has changed nothing, can be repeated, and a crash leaves no mixture`, () => {
			for (let at = 1; ; at++) {
				using injection = new FaultInjection(fault, at);
				const what = () => `${fault} at call ${at} (${injection.hit})`;
				runWith(injection, () => assert.ok(injection.hit, `${what()}: nothing was injected`), what);
				if (injection.hit) continue;
				assert.ok(at > minCalls[fault], `only ${at - 1} calls were reached`);
				break;
			}
		});
	}

	it("no page left, for real, in each transaction in turn: the same", () => {
		const refused = new Set<string>();
		for (let at = 1; ; at++) {
			using limit = new PageLimit(at);
			runWith(
				limit,
				(step) => refused.add(step),
				() => `transaction ${at} has no page left`,
			);
			if (!limit.isReached) break;
		}
		assert.ok(refused.size >= 3, `refused: ${[...refused].join(", ")}`);
	});

	/** Runs the scenario, and repeats each step that throws. */
	function runWith(
		disturbance: { within<T>(work: () => T): T },
		onThrown: (step: string) => void,
		what: () => string,
	): void {
		const folder = newFolder();
		const scenario = new StoreScenario(join(folder, "run"));
		try {
			for (const [step, [name, work]] of scenario.steps.entries()) {
				try {
					disturbance.within(work);
					continue;
				} catch (error) {
					onThrown(name);
					assertTold(error, scenario.folder, name, `${what()}, in "${name}"`);
				}
				assertNoMixture(scenario, step, `${what()}, in "${name}"`);
				work();
			}
			scenario.close();
			assert.deepEqual(stateOf(scenario.folder), undisturbed.end, what());
			assert.equal(scenario.allResults, undisturbed.results, what());
		} finally {
			scenario.close();
			rmSync(folder, { recursive: true });
		}
	}

	/** A process that dies after the fault leaves what the step before it had saved. */
	function assertNoMixture(scenario: StoreScenario, step: number, where: string): void {
		const copy = newFolder();
		assert.deepEqual(stateAfterDeath(scenario.folder, copy), undisturbed.afterDeath[step], where);
		rmSync(copy, { recursive: true });
	}

	function runUndisturbed(folder: string): Undisturbed {
		const scenario = new StoreScenario(join(folder, "run"));
		const afterDeath: (FolderState | undefined)[] = [undefined];
		for (const [, work] of scenario.steps) {
			work();
			const copy = newFolder();
			afterDeath.push(stateAfterDeath(scenario.folder, copy));
		}
		scenario.close();
		return { afterDeath, end: stateOf(scenario.folder), results: scenario.allResults };
	}
});

/** The code tells the engine that a write may be repeated; the message tells the user which file it was. */
function assertTold(error: unknown, folder: string, step: string, where: string): void {
	assert.ok(error instanceof Error && error.message.includes(folder), `${where}: ${error}`);
	if (!endsTheRun.has(step)) assert.ok(error instanceof UnsavedError && error.code === "ENOSPC", `${where}: ${error}`);
}
