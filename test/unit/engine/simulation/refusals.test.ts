import assert from "node:assert/strict";
import { defaultPolicies, OperationError, type Policies } from "../../../../src/engine/index.ts";
import { seededRandom } from "../../../crash/seededRandom.ts";
import { MemoryDisk } from "../memoryStore.ts";
import { fixedWindow, type Limit, slidingLog, tokenBucket } from "../simulatedServer.ts";
import { numbers, trial } from "../trialRun.ts";
import { SimulatedClock } from "./simulatedClock.ts";

const rows = 1_500;
const lanes = 4;
const retryAfterMs = 1_000;

type LimitOf = (random: () => number) => Limit;

/** Refuses requests with `Retry-After`, and answers others after 20 to 30 ms. */
class RefusingServer {
	received = 0;
	refused = 0;
	readonly #clock: SimulatedClock;
	readonly #random: () => number;
	readonly #limit: Limit;

	constructor(clock: SimulatedClock, limit: LimitOf, seed: number) {
		this.#clock = clock;
		this.#random = seededRandom(seed);
		this.#limit = limit(this.#random);
	}

	get refusedShare(): number {
		return this.refused / this.received;
	}

	async answer(): Promise<void> {
		this.received++;
		const isRefused = !this.#limit(this.#clock.monotonic());
		await this.#clock.wait(20 + 10 * this.#random());
		if (!isRefused) return;
		this.refused++;
		throw new OperationError("Too many.", { code: 429, retryAfterMs });
	}
}

/** What a script takes whose threads sleep for as long as they are told to, ms. */
async function scriptMs(limit: LimitOf, seed: number): Promise<number> {
	const clock = new SimulatedClock();
	const server = new RefusingServer(clock, limit, seed);
	let left = rows;
	const thread = async () => {
		while (left-- > 0) {
			while (
				!(await server.answer().then(
					() => true,
					() => false,
				))
			)
				await clock.wait(retryAfterMs);
		}
	};
	await clock.runUntil(Promise.all(Array.from({ length: lanes }, thread)));
	return clock.monotonic();
}

async function runAgainst(limit: LimitOf, seed: number, more: Partial<Policies> & { isNamed?: boolean } = {}) {
	const clock = new SimulatedClock();
	const server = new RefusingServer(clock, limit, seed);
	const { isNamed = true, ...policies } = more;
	const operation = {
		run: () => server.answer(),
		dispose: async () => undefined,
		...(isNamed ? { target: () => "api.example" } : {}),
	};
	const { run } = trial(
		new MemoryDisk(),
		{ source: numbers(rows), operation, clock },
		{ concurrency: lanes, retry: defaultPolicies.retry, ...policies },
	);
	let slowest = Number.POSITIVE_INFINITY;
	run.onDidChange(({ slowedBy }) => {
		slowest = Math.min(slowest, slowedBy?.perSecond ?? Number.POSITIVE_INFINITY);
	});
	const { counts } = await clock.runUntil(run.start());
	assert.equal(counts.succeeded, rows);
	return { server, slowest, ms: clock.monotonic() };
}

const byChance =
	(share: number): LimitOf =>
	(random) =>
	() =>
		random() >= share;

const onlyRequest =
	(number: number): LimitOf =>
	() => {
		let asked = 0;
		return () => ++asked !== number;
	};

describe("refusals by chance, in simulated time,", function () {
	this.timeout(60_000);

	const seeds = [1, 2, 3, 4, 5, 6, 7, 8];
	for (const [what, limit] of [
		["0.2 % of the requests", byChance(0.002)],
		["2 % of the requests", byChance(0.02)],
		["5 % of the requests", byChance(0.05)],
		["the first request", onlyRequest(1)],
		["one in the middle", onlyRequest(700)],
	] as const) {
		for (const isNamed of [true, false]) {
			it(`cost no more than a script whose threads sleep: ${what}, ${isNamed ? "of a host" : "of a module"}`, async () => {
				for (const seed of seeds) {
					const [script, { ms }] = [await scriptMs(limit, seed), await runAgainst(limit, seed, { isNamed })];
					assert.ok(ms <= 1.1 * script, `seed ${seed}: ${ms} ms, the script takes ${script}`);
				}
			});
		}
	}

	it("are not taken for a limit for long, however many there are", async () => {
		for (const [share, most] of [
			[0.1, 0.6],
			[0.3, 0.6],
		] as const) {
			const ratios: number[] = [];
			for (const seed of seeds) {
				const script = await scriptMs(byChance(share), seed);
				ratios.push((await runAgainst(byChance(share), seed)).ms / script);
			}
			const middle = ratios.sort((a, b) => a - b)[ratios.length >> 1] ?? Number.NaN;
			assert.ok(middle <= most, `${share}: ${ratios.join(", ")} times the script`);
		}
	});
});

describe("a limit of 20/s, in simulated time,", function () {
	this.timeout(60_000);

	for (const [what, limit] of [
		["from each second to the next", () => fixedWindow(20)],
		["from each half second to the next", () => fixedWindow(20, 500)],
		["in any second", () => slidingLog(20)],
		["with a reserve of 20", () => tokenBucket(20, 20)],
	] as const) {
		for (const concurrency of [4, 32]) {
			it(`is learnt: counted ${what}, ${concurrency} at a time`, async () => {
				for (const seed of [1, 2, 3]) {
					const { server, ms, slowest } = await runAgainst(limit, seed, { concurrency });
					assert.ok(server.refusedShare <= 0.03, `seed ${seed}: ${server.refused} of ${server.received} refused`);
					// 1,500 at 20/s take 75 s.
					assert.ok(ms <= 80_000, `seed ${seed}: ${ms} ms`);
					assert.ok(slowest > 10 && slowest < 25, `seed ${seed}: slowed down to ${slowest}/s`);
				}
			});
		}
	}

	it("is not learnt where the job does not want that: what is refused waits, and nothing is slowed down", async () => {
		const { server, slowest } = await runAgainst(() => slidingLog(20), 1, { learnsRate: false });
		assert.equal(slowest, Number.POSITIVE_INFINITY);
		assert.ok(server.refusedShare > 0.03, `${server.refused} of ${server.received} were refused`);
	});
});
