import assert from "node:assert/strict";
import { type BatchService, constantBatches, pickyBatches, saturatingBatches } from "./batchServices.ts";
import { simulateBatches, swing, throughput } from "./simulate.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

type ServiceAt = (clock: SimulatedClock) => BatchService;

const cost = { batchMs: 400, itemMs: 4 };
const noise = { seed: 1, sigma: 0.1 };

/** Time in which a good setting is to be found, s. */
const found = 45;

async function bestOf(service: ServiceAt, concurrencies: readonly number[], sizes: readonly number[]): Promise<number> {
	let best = 0;
	for (const concurrency of concurrencies) {
		for (const size of sizes) {
			const points = await simulateBatches(service, concurrency, size, 25);
			best = Math.max(best, throughput(points, 10, 25));
		}
	}
	return best;
}

describe('batchSize "auto", in simulated time', function () {
	this.timeout(120_000);

	it("makes a batch as large as makes it fast, and stays there", async () => {
		const service: ServiceAt = (clock) => constantBatches(clock, cost, noise);
		const best = await bestOf(service, [4], [50, 200, 1_000]);
		const points = await simulateBatches(service, 4, "auto", 120);
		const share = throughput(points, found, 120) / best;
		assert.ok(share >= 0.8, `${share} of the best`);
		assert.ok(swing(points, "batchSize", found) <= 2, "swings");
	});

	it("does not grow where a batch costs nothing beside its items", async () => {
		const points = await simulateBatches(
			(clock) => constantBatches(clock, { batchMs: 0, itemMs: 10 }, noise),
			4,
			"auto",
			60,
		);
		assert.ok(Math.max(...points.map(({ batchSize }) => batchSize)) <= 200);
		assert.ok(swing(points, "batchSize", found) <= 2, "swings");
	});

	it("shrinks where a batch takes too long", async () => {
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

	it('finds both where concurrency is "auto", too', async () => {
		const service: ServiceAt = (clock) => saturatingBatches(clock, 8, cost, noise);
		const best = await bestOf(service, [8, 16], [50, 200, 1_000]);
		const points = await simulateBatches(service, "auto", "auto", 120);
		const share = throughput(points, 60, 120) / best;
		assert.ok(share >= 0.8, `${share} of the best`);
		assert.ok(swing(points, "concurrency", 60) <= 2 && swing(points, "batchSize", 60) <= 2, "swings");
	});
});
