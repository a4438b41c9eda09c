import assert from "node:assert/strict";
import { basename } from "node:path";
import { UsageError } from "../../../src/base/usageError.ts";
import { resumeRun, startRun } from "../../../src/job/launch/launch.ts";
import type { LaunchOptions } from "../../../src/job/launch/launchOptions.ts";
import { previewRetry, retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { StandingError } from "../../../src/job/launch/standing/standingError.ts";
import { startJob } from "../../../src/job/launch/startJob.ts";
import { InputsNeededError } from "../../../src/job/plan/inputs.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("A job's inputs", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.items(3);
		folder.write(
			"work.mjs",
			`import { existsSync } from "node:fs";
			export default ({ n }, { options, jobFolder }) => {
				if (n === 1 && !existsSync(jobFolder + "/mended")) throw new TypeError("not yet");
				return options;
			};`,
		);
	});

	afterEach(() => folder.dispose());

	const inputs = {
		lang: { description: "the language", options: ["es", "fr", "de"] },
		tone: { default: "formal" },
		top: { default: 3 },
	};

	function job(change: object = {}) {
		return folder.job({
			inputs,
			items: { jsonl: "items.jsonl" },
			run: { module: { path: "work.mjs", options: { says: "${input:lang}/${input:tone}/${input:top}" } } },
			key: "${input:lang}-{{ item.n }}",
			output: { jsonl: "out.${input:lang}.jsonl" },
			...change,
		});
	}

	const withInputs = (given: LaunchOptions["inputs"]) => folder.options({ inputs: given });

	it("stand in items, key, run and output, with their defaults, and are told at the start", async () => {
		const launched = await startRun(job(), withInputs({ lang: "fr", tone: "very formal" }));
		assert.deepEqual(launched.notes, ['With lang=fr, tone="very formal", top=3.']);
		await launched.finish();
		const [first] = folder.lines("out.fr.jsonl");
		assert.deepEqual([first?.key, first?.result], ["fr-0", { says: "fr/very formal/3" }]);
	});

	it("are refused with what to type where one is missing, unknown, or not among its options", async () => {
		const refused = (given: LaunchOptions["inputs"]) => problemsOf(() => startRun(job(), withInputs(given)));
		const [missing] = await refused({});
		assert.match(String(missing), /^\d+:\d+ The input "lang" \(the language\) has no value\./);
		assert.match(String(await refused({ lnag: "es" })), /no input "lnag"\. Did you mean "lang"\?/);
		assert.match(String(await refused({ lang: "ed" })), /"lang" does not take "ed".*It takes: es, fr, de\./);
		const unknown = job({ run: { module: { path: "work.mjs", options: { says: "${input:lagn}" } } } });
		const [name] = await problemsOf(() => startRun(unknown, withInputs({ lang: "es" })));
		assert.match(String(name), /^\d+:\d+ The job has no input "lagn"\. Did you mean "lang"\?/);
		assert.deepEqual(folder.runs, []);
	});

	it("are wanted one by one, also those with a default, from whoever asks for them", async () => {
		await assert.rejects(planJob(job(), { ...withInputs("ask"), runId: "trial" }), (error) => {
			assert(error instanceof InputsNeededError);
			assert.deepEqual(
				error.questions.map(({ name, usual, options }) => [name, usual, options]),
				[
					["lang", undefined, ["es", "fr", "de"]],
					["tone", "formal", undefined],
					["top", "3", undefined],
				],
			);
			return true;
		});
	});

	it("stay the same over a resume and a retry; another value is refused", async () => {
		const { run, folder: at, finish } = await startRun(job(), withInputs({ lang: "es", tone: "warm" }));
		run.cancel();
		await finish();
		await assert.rejects(
			resumeRun(at, { ...withInputs({ lang: "fr" }), job: job() }),
			(error) =>
				error instanceof UsageError && /was started with lang=es, tone=warm, top=3; resuming/.test(error.message),
		);
		const resumed = await resumeRun(at, { ...withInputs({ lang: "es" }), job: job() });
		await resumed.finish();
		folder.write("mended", "");
		const retried = await retryRun(at, folder.options());
		await retried.finish();
		const lines = folder.lines("out.es.jsonl");
		assert.deepEqual(lines.map(({ key }) => key).sort(), ["es-0", "es-1", "es-2"]);
		for (const { result } of lines) assert.deepEqual(result, { says: "es/warm/3" });
	});

	it("that the job has gained are given at a retry, and where one is gone on with; a preview runs nothing", async () => {
		const save = (definition: object) => {
			const all = { items: { jsonl: "items.jsonl" }, ...definition };
			folder.write("trial.batch.json", JSON.stringify(all));
			return folder.job(all);
		};
		const module = (says: string) => ({ run: { module: { path: "work.mjs", options: { says } } } });
		const { folder: at, finish } = await startRun(save(module("none")), folder.options());
		assert.equal((await finish()).counts.failed, 1);
		save({ inputs: { lang: {} }, ...module("${input:lang}") });
		folder.write("mended", "");
		await assert.rejects(retryRun(at, folder.options()), InputsNeededError);
		const runs = folder.runs.length;
		const shown = await previewRetry(at, withInputs({ lang: "es" }), async (plan, notes) => {
			assert.match(plan.itemsSummary, /^1 failed item of run /);
			assert.deepEqual(notes, ['The job has changed since: its new "run", "inputs" will be used.']);
			return plan.preview(5);
		});
		assert.deepEqual(
			shown.map(({ index, value }) => [index, value]),
			[[1, { n: 1 }]],
		);
		assert.equal(folder.runs.length, runs);
		const cutShort = await retryRun(at, withInputs({ lang: "es" }));
		cutShort.run.cancel();
		await cutShort.finish();
		const [unfinished] = await problemsOf(() => previewRetry(at, withInputs({}), async () => undefined));
		assert.match(String(unfinished), /was cut short\. `retry \S+` goes on with it/);
		const [other] = await problemsOf(() => retryRun(at, withInputs({ lang: "fr" })));
		assert.match(String(other), /was started with lang=es; resuming .* Go on with it without that/);
		save({ inputs: { lang: {}, tone: {} }, ...module("${input:lang}/${input:tone}") });
		await assert.rejects(retryRun(at, folder.options()), InputsNeededError);
		await (await retryRun(at, withInputs({ tone: "warm" }))).finish();
		assert.deepEqual(folder.lines(`runs/${basename(at)}/results.jsonl`).at(-1)?.result, { says: "es/warm" });
	});

	it("make another run of the same job: one that is done is no answer to other inputs", async () => {
		folder.write("mended", "");
		const start = (lang: string) => startJob(job(), withInputs({ lang }), {});
		await (await start("es")).launched.finish();
		await (await start("fr")).launched.finish();
		await assert.rejects(start("fr"), (error) => error instanceof StandingError);
		assert.equal(folder.runs.filter((name) => /^\d/.test(name)).length, 2);
	});

	it("are named by letters, and have a default among their options", async () => {
		const [name] = await problemsOf(() => job({ inputs: { "my lang": {} } }));
		assert.match(String(name), /expected a name of letters, digits.*found "my lang"/);
		const [usual] = await problemsOf(() => job({ inputs: { lang: { default: "it", options: ["es"] } } }));
		assert.match(String(usual), /expected one of "options", found "it"/);
	});
});
