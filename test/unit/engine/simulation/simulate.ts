import { Batcher } from "../../../../src/engine/batches/batcher.ts";
import { autoConcurrency, defaultPolicies, type Policies, type Snapshot } from "../../../../src/engine/index.ts";
import { MemoryDisk } from "../memoryStore.ts";
import { numbers, operation, trial } from "../trialRun.ts";
import type { Service } from "./services.ts";
import { SimulatedClock } from "./simulatedClock.ts";

/** How a run stood at a moment of simulated time. */
export interface Point {
	readonly ms: number;
	/** Items that the service has done until then. */
	readonly done: number;
	readonly concurrency: number;
	readonly batchSize: number;
	readonly why: string | undefined;
}

export type Setting = number | "auto";

/** What is refused is tried again after a second, as often as it takes. */
const retry: Policies["retry"] = { attempts: 1_000, minDelayMs: 1_000, maxDelayMs: 1_000, factor: 1, jitter: false };
/** More than any simulation gets through. */
const items = 100_000_000;

/** A simulation passes through millions of items, and looks at none afterwards. */
class ForgetfulDisk extends MemoryDisk {
	override keep(): void {
		// Neither lines nor commits.
	}
}

/** Lets a real run work with the service for a time; about ten points a second. */
export function simulate(
	serviceAt: (clock: SimulatedClock) => Service,
	concurrency: Setting,
	seconds: number,
): Promise<readonly Point[]> {
	const clock = new SimulatedClock();
	const service = serviceAt(clock);
	let done = 0;
	const work = operation(async () => {
		await service();
		done++;
		return null;
	});
	const policies = { ...defaultPolicies, ...asked(concurrency, 50) };
	const { run } = trial(
		new ForgetfulDisk(),
		{ source: numbers(items), operation: work, clock },
		{ ...policies, retry },
	);
	return follow(run, clock, seconds, () => done);
}

/** The same in batches. */
export function simulateBatches(
	serviceAt: (clock: SimulatedClock) => (items: number) => Promise<void>,
	concurrency: Setting,
	batchSize: Setting,
	seconds: number,
): Promise<readonly Point[]> {
	const clock = new SimulatedClock();
	const service = serviceAt(clock);
	let done = 0;
	const policies = { ...defaultPolicies, ...asked(concurrency, batchSize), retry };
	const batcher = new Batcher({
		operation: {
			async runBatch(batch) {
				await service(batch.length);
				done += batch.length;
				return batch.map(() => ({ result: null }));
			},
		},
		policies,
		clock,
	});
	const { run } = trial(
		new ForgetfulDisk(),
		{ source: numbers(items), operation: batcher, concurrency: batcher.concurrency, clock },
		policies,
	);
	return follow(run, clock, seconds, () => done);
}

function asked(concurrency: Setting, batchSize: Setting): Pick<Policies, "auto" | "concurrency" | "batchSize"> {
	return {
		auto: { concurrency: concurrency === "auto", batchSize: batchSize === "auto" },
		concurrency: concurrency === "auto" ? autoConcurrency.max : concurrency,
		batchSize: batchSize === "auto" ? 50 : batchSize,
	};
}

async function follow(
	run: ReturnType<typeof trial>["run"],
	clock: SimulatedClock,
	seconds: number,
	done: () => number,
): Promise<readonly Point[]> {
	const points: Point[] = [];
	run.onDidChange(({ concurrency, tuning }: Snapshot) => {
		points.push({
			ms: clock.monotonic(),
			done: done(),
			concurrency: tuning.concurrency?.value ?? concurrency,
			batchSize: tuning.batchSize?.value ?? 0,
			why: tuning.concurrency?.why,
		});
	});
	clock.timer(seconds * 1_000, () => run.cancel());
	await clock.runUntil(run.start());
	return points.filter(({ ms }) => ms <= seconds * 1_000);
}

/** Items per second between two moments. */
export function throughput(points: readonly Point[], fromSecond: number, toSecond: number): number {
	const at = (second: number) => points.findLast(({ ms }) => ms <= second * 1_000)?.done ?? 0;
	return (at(toSecond) - at(fromSecond)) / (toSecond - fromSecond);
}

/** How far a figure has swung since then: its highest by its lowest. */
export function swing(points: readonly Point[], figure: "concurrency" | "batchSize", fromSecond: number): number {
	const figures = points.filter(({ ms }) => ms >= fromSecond * 1_000).map((point) => point[figure]);
	return Math.max(...figures) / Math.min(...figures);
}
