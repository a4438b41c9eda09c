import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { startRun } from "../../../../src/job/launch/launch.ts";
import { planJob } from "../../../../src/job/plan/plan.ts";
import { RunReader } from "../../../../src/store/runReader.ts";
import { problemsOf, TrialFolder } from "../../job/trialJob.ts";
import { HttpTrial, json } from "./httpTrial.ts";

const token = "s3cr3t-token";

describe("a job with HTTP requests", () => {
	let trial: HttpTrial;
	let folder: TrialFolder;
	beforeEach(async () => {
		folder = new TrialFolder();
		trial = await HttpTrial.create();
	});
	afterEach(async () => {
		await trial.dispose();
		folder.dispose();
	});

	/** Runs the job to its end; returns the outcomes by item, and the failed and skipped items as they are stored. */
	async function ran(definition: object) {
		const launched = await startRun(folder.job(definition), folder.options());
		const summary = await launched.finish();
		const lines = readFileSync(join(launched.folder, "results.jsonl"), "utf8").trimEnd().split("\n");
		const results = lines.map((line) => JSON.parse(line)).sort((a, b) => a.index - b.index);
		const reader = new RunReader(launched.folder);
		const failures = [
			...reader.failures({ outcome: "failed" }, { limit: 100 }),
			...reader.failures({ outcome: "rejected" }, { limit: 100 }),
		];
		const groups = reader.groups();
		reader.dispose();
		return { summary, results, failures, groups };
	}

	it("does what each status asks for", async () => {
		const statuses = [200, 201, 400, 404, 408, 409, 410, 418, 422, 425, 429, 500, 501, 502, 503, 504];
		trial.answer = (response, { path }) => json(response, Number(path?.slice(1)), { path });
		const { summary, results, failures } = await ran({
			items: { values: statuses },
			run: { http: { url: `${trial.origin}/{{ item }}`, method: "PUT" } },
			retry: { attempts: 2, minDelay: "0ms", maxDelay: "0ms" },
		});
		const expected = Object.fromEntries([
			...[200, 201].map((status) => [status, ["succeeded", 1]]),
			...[400, 404, 410, 422].map((status) => [status, ["skipped", 1]]),
			...[409, 418, 501].map((status) => [status, ["failed", 1]]),
			...[408, 425, 429, 500, 502, 503, 504].map((status) => [status, ["failed", 2]]),
		]);
		assert.deepEqual(
			Object.fromEntries(results.map(({ outcome, attempts }, at) => [statuses[at], [outcome, attempts]])),
			expected,
		);
		assert.equal(summary.state, "completedWithFailures");
		assert.deepEqual(results[1]?.result, { status: 201, body: { path: "/201" } });
		assert.deepEqual(
			failures.map(({ failure }) => failure.code).sort(),
			statuses.filter((status) => status >= 400).map(String),
		);
		const keys = new Map(trial.received.map(({ path, headers }) => [path, headers["idempotency-key"]]));
		for (const { path, headers } of trial.received) assert.equal(headers["idempotency-key"], keys.get(path));
		assert.equal(new Set(keys.values()).size, statuses.length);
	});

	for (const [what, answer] of [
		["with another 2xx than expected", (response: ServerResponse) => json(response, 200, {})],
		[
			"with a body that cannot be unpacked",
			(response: ServerResponse) => response.writeHead(201, { "content-encoding": "gzip" }).end("no gzip"),
		],
		[
			"with a body that is too long",
			(response: ServerResponse) => response.writeHead(201).end(Buffer.alloc(10_000_001)),
		],
	] as const) {
		it(`sends a request once that was answered ${what}, and says that it may have been done`, async () => {
			trial.answer = answer;
			const { results, failures } = await ran({
				items: { values: [1] },
				run: { http: { url: `${trial.origin}/{{ item }}`, method: "POST", expect: [201] } },
				retry: { attempts: 3, minDelay: "0ms" },
			});
			assert.equal(trial.received.length, 1);
			assert.deepEqual([results[0]?.outcome, results[0]?.attempts], ["failed", 1]);
			assert.match(failures[0]?.failure.message ?? "", /It may have been done all the same\.$/);
		});

		it(`sends a batch once that was answered ${what}, and does not halve it`, async () => {
			trial.answer = answer;
			const { results } = await ran({
				items: { values: [1, 2, 3, 4] },
				batchSize: 4,
				run: { http: { url: trial.origin, method: "POST", per: "batch", json: "{{ batch.items }}", expect: [201] } },
			});
			assert.equal(trial.received.length, 1);
			assert.deepEqual(
				results.map(({ outcome }) => outcome),
				["failed", "failed", "failed", "failed"],
			);
		});
	}

	for (const status of [401, 403]) {
		it(`stops at ${status}, which every item would get`, async () => {
			trial.answer = (response) => json(response, status, {});
			const { summary } = await ran({
				items: { values: Array.from({ length: 50 }, (_, n) => n) },
				run: { http: `${trial.origin}/{{ item }}` },
				concurrency: 1,
			});
			assert.equal(summary.state, "halted");
			assert.equal(trial.received.length, 1);
		});
	}

	it("puts items with the same answer into one group, whatever is in their URLs", async () => {
		trial.answer = (response, { path }) => json(response, 404, { message: `No ${path}` });
		const { groups } = await ran({
			items: { values: ["ann", "bob/17", "c d"] },
			run: { http: `${trial.origin}/users/{{ item }}` },
		});
		assert.deepEqual(
			groups.map(({ count, outcome }) => [count, outcome]),
			[[3, "rejected"]],
		);
	});

	it("tries an item again after its time is up, and ends the request that took so long", async () => {
		let ended = 0;
		trial.answer = (response) => {
			if (trial.received.length > 1) json(response, 200, "in time");
			else response.on("close", () => ended++);
		};
		const { results } = await ran({
			items: { values: [1] },
			run: { http: trial.origin },
			timeout: "400ms",
			retry: { minDelay: "0ms", maxDelay: "0ms" },
		});
		assert.deepEqual([results[0]?.attempts, results[0]?.result, ended], [2, { status: 200, body: "in time" }, 1]);
	});

	it("keeps a secret out of everything, also where the server echoes it", async () => {
		trial.answer = (response, { headers, path }) =>
			json(response, path === "/good" ? 200 : 422, { saw: headers.authorization, raw: path });
		const definition = {
			items: { values: ["good", "bad"] },
			run: {
				http: {
					url: `${trial.origin}/{{ item }}`,
					method: "POST",
					headers: { authorization: "Bearer ${secret:token}" },
					json: { token: "${secret:token}" },
				},
			},
		};
		const plan = await planJob(folder.job(definition), { ...folder.options(), runId: "run-1" });
		const [preview] = await plan.preview(1);
		await plan.dispose();
		assert.equal(plan.runSummary, `POST ${trial.origin}/{{ item }}`);
		assert.deepEqual(preview?.rendered, {
			method: "POST",
			url: `${trial.origin}/good`,
			headers: { "user-agent": "batchline", "content-type": "application/json", authorization: "Bearer ***" },
			json: { token: "***" },
		});
		assert.equal(trial.received.length, 0);

		const { results, failures } = await ran(definition);
		assert.equal(trial.last.headers.authorization, `Bearer ${token}`);
		assert.deepEqual(results[0]?.result, { status: 200, body: { saw: "Bearer ***", raw: "/good" } });
		assert.match(failures[0]?.failure.detail ?? "", /"saw":"Bearer \*\*\*"/);
		assert.doesNotMatch(JSON.stringify([results, failures]), /s3cr3t/);
	});

	it("shows no half of a secret that a long body cuts in two", async () => {
		trial.answer = (response) => response.writeHead(422).end(`${"x".repeat(4_090)}${token}`);
		const { failures } = await ran({
			items: { values: [1] },
			run: { http: { url: trial.origin, headers: { authorization: "${secret:token}" } } },
		});
		assert.doesNotMatch(failures[0]?.failure.detail ?? "", /s3c/);
	});

	it("is refused with the location of the mistake", async () => {
		const refused = (http: object | string) =>
			problemsOf(() =>
				planJob(folder.job({ items: { values: [{ title: "a" }] }, run: { http } }), {
					...folder.options(),
					runId: "run-1",
				}),
			);
		assert.deepEqual(await refused({ url: "https://a.example", json: { t: "{{ item.titel }}" } }), [
			'13:14 item has no field "titel". It has: title. Did you mean "title"?',
		]);
		assert.deepEqual(await refused("example.com/{{ item.title }}"), [
			'10:11 "example.com/" is no valid URL. Expected one such as "https://example.com/posts".',
		]);
		assert.deepEqual(await refused({ url: "https://a.example", methd: "POST" }), [
			'12:4 Unknown key "methd" in "run.http". Did you mean "method"?',
		]);
		assert.deepEqual(await refused({ url: "https://a.example", json: 1, body: "x" }), [
			'13:4 "run.http.body": expected "json" or "body", found both. Remove one of them.',
		]);
		assert.equal(folder.runs.length, 0);
	});
});
