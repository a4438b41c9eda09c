import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Trial, withTrial } from "./trial.ts";

/** Names of the files below the trial's runs that hold the text. */
function filesWith(trial: Trial, text: string): readonly string[] {
	const folder = trial.file(".batchline");
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.filter(({ parentPath, name }) => readFileSync(join(parentPath, name)).includes(text))
		.map(({ name }) => name);
}

describe("a secret", () => {
	it(
		"is masked in what a module prints, and in the name, code and stack of what it throws",
		withTrial(async (trial) => {
			trial.writeItems(2);
			trial.write(
				"work.mjs",
				`export default ({ n }, { options }) => {
					console.log("the token is " + options.token);
					console.error(JSON.stringify({ token: options.token }));
					const error = Object.assign(new Error("no " + options.token), { code: "E_" + options.token });
					error.name = "Refused " + options.token;
					throw error;
				};`,
			);
			trial.write("trial.batch.json", {
				items: { jsonl: "items.jsonl" },
				run: { module: { path: "work.mjs", options: { token: "${secret:token}" } } },
				retry: { attempts: 1 },
			});
			const env = { BATCHLINE_SECRET_TOKEN: 'canary-"4711' };
			const { stdout, stderr } = await trial.start(["run", "trial.batch.json", "--json"], { env }).ended;
			assert.match(stderr, /the token is \*\*\*/);
			const failed = await trial.run("failed", trial.runs[0] ?? "", "--jsonl");
			assert.match(failed.stdout, /"name":"Refused \*\*\*","code":"E_\*\*\*","message":"no \*\*\*"/);
			assert.doesNotMatch(stdout + stderr + failed.stdout, /canary/);
			assert.deepEqual(filesWith(trial, "canary"), []);
		}),
	);

	it(
		"that looks like a part of a result's JSON leaves the result whole",
		withTrial(async (trial) => {
			trial.writeItems(1);
			trial.write("work.mjs", "export default (item, { options }) => ({ outcome: `it ${options.token}`, id: 12345 });");
			trial.write("trial.batch.json", {
				items: { jsonl: "items.jsonl" },
				run: { module: { path: "work.mjs", options: { token: "${secret:token}" } } },
				output: { jsonl: "out.jsonl" },
			});
			const env = { BATCHLINE_SECRET_TOKEN: "succeeded" };
			assert.equal((await trial.start(["run", "trial.batch.json"], { env }).ended).code, 0);
			const [record] = trial.records("out.jsonl");
			assert.equal(record?.outcome, "succeeded");
			assert.deepEqual(record?.result, { outcome: "it ***", id: 12_345 });
		}),
	);

	it(
		"of fewer than four characters is refused, as masking it would damage other text",
		withTrial(async (trial) => {
			trial.write("trial.batch.json", { items: { values: ["a"] }, run: { http: "http://127.0.0.1:1/${secret:pin}" } });
			const env = { BATCHLINE_SECRET_PIN: "123" };
			const { code, stderr } = await trial.start(["run", "trial.batch.json"], { env }).ended;
			assert.equal(code, 2);
			assert.match(stderr, /The secret "pin" has 3 characters: one with fewer than 4 cannot be masked\./);
			assert.doesNotMatch(stderr, /123/);
		}),
	);
});
