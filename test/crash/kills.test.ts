import { KillTrial, type Policy, type Tally } from "./killTrial.ts";
import { seededRandom } from "./seededRandom.ts";
import { Witness } from "./witness.ts";

/** In all, spread evenly; set by `npm run test:crash -- --kills 1000 --seed 7`. */
const kills = Number(process.env.BATCHLINE_KILLS ?? 18);
const seed = Number(process.env.BATCHLINE_SEED ?? 1);
const policies: readonly Policy[] = ["retry", "skip", "ask"];
const concurrencies = [1, 8, 64];
const killsPerRun = 4;
const items = 400;

describe(`kill -9 of the command line, seed ${seed}`, () => {
	const perCombination = Math.ceil(kills / (policies.length * concurrencies.length));
	const rows: (readonly [string, number, Tally])[] = [];

	for (const policy of policies) {
		for (const concurrency of concurrencies) {
			it(`"${policy}", ${concurrency} at a time: nothing is lost, and only items in doubt run again`, async () => {
				await using witness = await Witness.start();
				const random = seededRandom(seed * 1_000 + rows.length);
				const tally: Tally = { kills: 0, runs: 0, inDoubt: 0, notBegun: 0, repeated: 0, damaged: 0, told: 0 };
				rows.push([policy, concurrency, tally]);
				while (tally.kills < perCombination) {
					using trial = new KillTrial({ policy, concurrency, items, random }, witness, tally);
					await trial.run(Math.min(killsPerRun, perCombination - tally.kills));
				}
			}).timeout(0);
		}
	}

	after(() => {
		console.log(
			"\n| interrupted | at a time | kills | runs | in doubt | of them not begun | run again | log damaged | told |",
		);
		console.log("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
		for (const [policy, concurrency, row] of rows) {
			const { kills, runs, inDoubt, notBegun, repeated, damaged, told } = row;
			console.log(`| ${[policy, concurrency, kills, runs, inDoubt, notBegun, repeated, damaged, told].join(" | ")} |`);
		}
	});
});
