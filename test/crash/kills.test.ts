import { KillTrial, type Policy, type Tally } from "./kills/killTrial.ts";
import { type OperationUnderTrial, operations } from "./kills/operations.ts";
import { seededRandom } from "./seededRandom.ts";

/** In all, spread evenly; set by `npm run test:crash -- --kills 1000 --seed 7`. */
const kills = Number(process.env.BATCHLINE_KILLS ?? 18);
const seed = Number(process.env.BATCHLINE_SEED ?? 1);
const policies: readonly Policy[] = ["retry", "skip", "ask"];
const concurrencies = [1, 8, 64];
const killsPerRun = 4;
/** Far more than a session takes, ms. */
const maxSessionMs = 120_000;

interface Combination {
	readonly operation: OperationUnderTrial;
	readonly policy: Policy;
	readonly concurrency: number;
}

/** Each operation meets every policy and every concurrency; which policy meets which concurrency is up to the seed. */
const combinations: readonly Combination[] = operations.flatMap((operation, row) =>
	policies.map((policy, column) => {
		const concurrency = concurrencies[(row + column + seed) % concurrencies.length] ?? 1;
		return { operation, policy, concurrency };
	}),
);

describe(`kill -9 of the command line, seed ${seed}`, () => {
	const perCombination = Math.ceil(kills / combinations.length);
	const rows: (readonly [Combination, Tally])[] = [];

	for (const [at, combination] of combinations.entries()) {
		const { operation, policy, concurrency } = combination;
		it(`${operation.name}, "${policy}", ${concurrency} at a time: nothing is lost, and only what was in doubt runs again`, async () => {
			const random = seededRandom(seed * 1_000 + at);
			const tally: Tally = { kills: 0, runs: 0, inDoubt: 0, notBegun: 0, repeated: 0, damaged: 0, told: 0 };
			rows.push([combination, tally]);
			while (tally.kills < perCombination) {
				await using trial = await KillTrial.prepare({ ...combination, random }, tally);
				await trial.run(Math.min(killsPerRun, perCombination - tally.kills));
			}
		}).timeout((2 * perCombination + 2) * maxSessionMs);
	}

	after(() => {
		const head = "operation | interrupted | at a time | kills | runs | in doubt | of them not begun | run again";
		console.log(`\n| ${head} | log damaged | told |`);
		console.log("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
		for (const [{ operation, policy, concurrency }, row] of rows) {
			const { kills, runs, inDoubt, notBegun, repeated, damaged, told } = row;
			const figures = [kills, runs, inDoubt, notBegun, repeated, damaged, told];
			console.log(`| ${[operation.name, policy, concurrency, ...figures].join(" | ")} |`);
		}
	});
});
