import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { recipes } from "../../../src/cli/texts/recipes.ts";
import { EachTrial } from "./each/eachTrial.ts";

describe("batchline init", () => {
	let trial: EachTrial;
	beforeEach(() => {
		trial = new EachTrial();
	});
	afterEach(() => trial.dispose());

	it("writes jobs that run as they are", async () => {
		for (const kind of Object.keys(recipes)) {
			const { code, stdout, stderr } = await trial.run("init", kind);
			assert.equal(code, 0, stderr);
			assert.equal(stdout.split("\n")[0], `${kind}.batch.json`);
		}
		const server = spawn(process.execPath, ["sample-server.mjs"], { env: { ...process.env, PORT: "0" } });
		try {
			const [line] = await once(server.stdout, "data");
			const port = /\d+/.exec(String(line))?.[0];
			for (const kind of Object.keys(recipes)) {
				const job = trial.read(`${kind}.batch.json`);
				trial.write(`${kind}.batch.json`, job.replace("8787", String(port)));
				const { code, stderr } = await trial.run("run", `${kind}.batch.json`, "--quiet");
				assert.deepEqual([kind, code], [kind, 0], stderr);
			}
		} finally {
			server.kill();
		}
		assert.match(trial.read("letters/may.txt"), /2026-05-04/);
		assert.equal(trial.read("people.created.jsonl").split("\n").length, 4);
		assert.match(trial.read("texts.translated.jsonl"), /WHERE IS THE STATION/);
		assert.match(trial.read("texts.classified.jsonl"), /"excited"/);
	});

	it("overwrites nothing, and lists what there is", async () => {
		trial.write("words.txt", "mine\n");
		const refused = await trial.run("init", "module");
		assert.equal(refused.code, 2);
		assert.match(refused.stderr, /words\.txt exists already, and nothing was written/);
		assert.ok(!existsSync("check.mjs"));
		assert.equal(trial.read("words.txt"), "mine\n");
		assert.match((await trial.run("init", "htp")).stderr, /Did you mean "http"/);
		assert.equal((await trial.run("init", "--dry-run", "command")).code, 0);
		assert.ok(!existsSync("command.batch.json"));
		assert.match((await trial.run("init")).stdout, /^http +send a request for each row/);
	});
});
