import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import type { Launched } from "../../../src/job/launch/launched.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { TrialFolder } from "./trialJob.ts";

const job = { items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, retry: { attempts: 1 } };

/** The first two of five items fail until `fixed` is there; then they leave their mark in `log`. */
const work = `
import { appendFileSync, existsSync } from "node:fs";
const at = (name) => new URL(name, import.meta.url);
export default ({ n }) => {
	if (n > 1) return n;
	if (!existsSync(at("fixed"))) throw new Error("broken");
	appendFileSync(at("log"), n + "\\n");
};`;

/** One bit in the middle of the page that holds the failed items. */
function flip(file: string): void {
	const bytes = readFileSync(file);
	const at = bytes.indexOf('{"n":1}');
	const page = at - (at % 4_096);
	bytes[page + 1] = (bytes[page + 1] ?? 0) ^ 0x40;
	writeFileSync(file, bytes);
}

type Damage = readonly [name: string, damage: (file: string) => void, found: RegExp];

const damages: Readonly<Record<string, Damage>> = {
	"whose marks are gone": ["run.commits", (file) => rmSync(file), /It is missing\./],
	"whose marks are zeros": [
		"run.commits",
		(file) => writeFileSync(file, Buffer.alloc(readFileSync(file).length)),
		/Neither of its two entries can be read\./,
	],
	"with a folder in place of its marks": [
		"run.commits",
		(file) => {
			rmSync(file);
			mkdirSync(file);
		},
		/There is a folder in its place\./,
	],
	"whose database has a wrong bit": ["run.sqlite", flip, /SQLite says/],
	"whose results have changed": [
		"results.jsonl",
		(file) => writeFileSync(file, readFileSync(file, "utf8").replace('"key":"3"', '"key":"8"')),
		/have been changed since/,
	],
};

describe("A run that was damaged after its end", () => {
	let trial: TrialFolder;
	let origin: string;

	before(async () => {
		trial = new TrialFolder();
		trial.items(5);
		trial.write("work.mjs", work);
		const { folder, finish } = await startRun(trial.job(job), trial.options());
		assert.equal((await finish()).counts.failed, 2);
		trial.write("fixed", "");
		origin = folder;
	});

	after(() => trial.dispose());

	/** Whoever retries runs it, if it is not refused. The damage is mended afterwards. */
	async function isRefused(launch: () => Promise<Launched>, [name, damage, found]: Damage): Promise<void> {
		const file = join(origin, name);
		const content = readFileSync(file);
		const before = trial.runs;
		damage(file);
		try {
			await assert.rejects(
				launch().then(({ finish }) => finish()),
				(error: Error & { file?: string }) => {
					assert.equal(error.name, "DamagedRunError", error.message);
					assert.equal(error.file, file);
					assert.match(error.message, found);
					return true;
				},
			);
		} finally {
			rmSync(file, { recursive: true, force: true });
			writeFileSync(file, content);
		}
		assert.equal(existsSync(trial.file("log")), false);
		assert.deepEqual(trial.runs, before);
	}

	for (const [which, damage] of Object.entries(damages)) {
		it(`${which} is not retried, and no item runs`, () => isRefused(() => retryRun(origin, trial.options()), damage));
	}

	it("keeps a retry of its items that was cut short from being resumed, until it is mended", async () => {
		const retry = await retryRun(origin, trial.options());
		retry.run.cancel();
		await retry.finish();
		const [gone] = Object.values(damages);
		await isRefused(() => resumeRun(retry.folder, trial.options()), gone as Damage);
		await (await resumeRun(retry.folder, trial.options())).finish();
		assert.deepEqual(trial.read("log").trim().split("\n").sort(), ["0", "1"]);
	});
});
