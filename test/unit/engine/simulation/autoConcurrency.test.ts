import assert from "node:assert/strict";
import { fixedSettings, scenarios, usualSigma } from "./scenarios.ts";
import { type Point, simulate, swing, throughput } from "./simulate.ts";

/** Time in which a good setting is to be found, s. */
const found = 30;
/** Time after that in which it is to be kept, s. */
const kept = 60;

describe('concurrency "auto", in simulated time', function () {
	this.timeout(120_000);

	for (const { name, title, service } of scenarios) {
		describe(title, () => {
			let best = 0;
			before(async () => {
				for (const fixed of fixedSettings) {
					const points = await simulate((clock) => service(clock, { seed: 1, sigma: usualSigma }), fixed, 20);
					best = Math.max(best, throughput(points, 5, 20));
				}
			});

			for (const [seed, sigma] of [
				[1, usualSigma],
				[2, usualSigma],
				[3, 0.05],
			] as const) {
				it(`is used as well as with the best number within ${found} s, and steadily (seed ${seed}, σ ${sigma})`, async () => {
					const points = await simulate((clock) => service(clock, { seed, sigma }), "auto", found + kept);
					const soon = throughput(points, found - 10, found) / best;
					const later = throughput(points, found, found + kept) / best;
					assert.ok(soon >= 0.8 && later >= 0.8, `${soon} of the best, then ${later}`);
					const swung = swing(points, "concurrency", found);
					assert.ok(swung <= 2, `between ${range(points)}`);
				});
			}

			if (name === "limited") {
				it("is not asked for much more than it takes", async () => {
					const points = await simulate(
						(clock) => service(clock, { seed: 1, sigma: usualSigma }),
						"auto",
						found + kept,
					);
					assert.ok(Math.max(...late(points).map(({ concurrency }) => concurrency)) <= 30, range(points));
				});
			}
			if (name === "saturating") {
				it("has no long queue", async () => {
					const points = await simulate(
						(clock) => service(clock, { seed: 1, sigma: usualSigma }),
						"auto",
						found + kept,
					);
					assert.ok(Math.max(...late(points).map(({ concurrency }) => concurrency)) <= 26, range(points));
				});
			}
		});
	}

	it("comes out the same each time", async () => {
		const [scenario] = scenarios;
		assert.ok(scenario);
		const once = () => simulate((clock) => scenario.service(clock, { seed: 5, sigma: usualSigma }), "auto", 10);
		assert.deepEqual(await once(), await once());
	});
});

function late(points: readonly Point[]): readonly Point[] {
	return points.filter(({ ms }) => ms >= found * 1_000);
}

function range(points: readonly Point[]): string {
	const limits = late(points).map(({ concurrency }) => concurrency);
	return `${Math.min(...limits)} and ${Math.max(...limits)}`;
}
