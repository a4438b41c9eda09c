import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { compileAssertions } from "../../../src/job/plan/checks/assertions.ts";
import { operationKinds } from "../../../src/operations/operationKinds.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { HttpTrial, json } from "../operations/http/httpTrial.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("Assertions of a job", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
	});

	afterEach(() => folder.dispose());

	/** Of each item that has not succeeded, `index outcome×attempts category: message`. */
	async function failuresOf(definition: object) {
		const job = folder.job({ items: { jsonl: "items.jsonl" }, retry: { minDelay: "1ms" }, ...definition });
		const { folder: at, finish } = await startRun(job, folder.options());
		const { state, counts } = await finish();
		const reader = new RunReader(at);
		const failures = reader.failures({}, { limit: 50 });
		const shown = failures
			.map(({ item, outcome, attempts, failure }) => {
				return `${item.index} ${outcome}×${attempts} ${failure.category} ${failure.code}: ${failure.message}`;
			})
			.sort();
		reader.dispose();
		return { state, counts, shown, failures };
	}

	it("fail an item whose result does not meet one, with what was found, and count no other", async () => {
		folder.write("items.jsonl", '{"n":1}\n{"n":19.90}\n{"n":3}\n{"n":4}\n');
		folder.write("work.mjs", "export default ({ n }) => n === 4 ? false : ({ ok: n !== 1, id: `${n}0` });");
		const { state, shown, failures } = await failuresOf({
			run: { module: "work.mjs" },
			assert: ["result.ok", { that: "result.id != '19.90' or item.n == 0" }],
		});
		assert.equal(state, "completedWithFailures");
		assert.deepEqual(shown, [
			"0 failed×1 fail assert:1: Assertion failed: result.ok; result.ok is false.",
			"1 failed×1 fail assert:2: Assertion failed: result.id != '19.90' or item.n == 0; result.id is \"19.90\", item.n is 19.90.",
			"3 skipped×1 skip undefined: The operation returned false.",
		]);
		assert.equal(failures[0]?.failure.name, "AssertionError");
		assert.equal(failures[0]?.failure.detail, '{"ok":false,"id":"10"}');
	});

	it("reject, retry, or halt as `else` says, and a rule of `errors` comes first", async () => {
		folder.items(4);
		folder.write("work.mjs", "export default ({ n }, { attempt }) => ({ n, attempt });");
		const run = { run: { module: "work.mjs" }, concurrency: 1 };
		const retried = await failuresOf({ ...run, assert: [{ that: "result.attempt > item.n", else: "retry" }] });
		assert.deepEqual(retried.shown, [
			"3 failed×3 retry assert:1: Assertion failed: result.attempt > item.n; result.attempt is 3, item.n is 3.",
		]);
		assert.equal(retried.counts.retries, 1 + 2 + 2);
		const rejected = await failuresOf({
			...run,
			assert: [{ that: "item.n != 2", else: "skip", message: "Not {{ result.n }}." }],
		});
		assert.deepEqual(rejected.shown, [
			"2 rejected×1 skip assert:1: Not 2. (Assertion failed: item.n != 2; item.n is 2)",
		]);
		const halted = await failuresOf({
			...run,
			assert: [{ that: "item.n < 1", else: "fatal", message: "{{ result.gone }}" }],
		});
		assert.equal(halted.state, "halted");
		assert.match(String(halted.shown[0]), /^1 failed×1 fatal assert:1: Assertion failed: item\.n < 1; item\.n is 1\.$/);
		const ruled = await failuresOf({ ...run, assert: ["item.n != 2"], errors: { skip: ["AssertionError"] } });
		assert.match(String(ruled.shown[0]), /^2 rejected/);
	});

	it("mask secrets, and say where a value is cut", async () => {
		folder.items(1);
		const { shown } = await failuresOf({
			run: { command: ["node", "-e", "console.log(process.env.T + 'x'.repeat(3000))"] },
			assert: ["result.stdout == 'a'"],
		});
		assert.match(String(shown[0]), /result\.stdout is "undefinedx+… \(cut, 3,0\d\d characters\)\.$/);
		const masked = await failuresOf({
			run: {
				command: { run: ["node", "-e", "console.log('x'.repeat(185) + process.env.T)"], env: { T: "${secret:token}" } },
			},
			assert: ["result.stdout == '${secret:token}'"],
		});
		assert.match(
			String(masked.shown[0]),
			/^0 failed×1 fail assert:1: Assertion failed: result\.stdout == '\$\{secret:token\}'; result\.stdout is "x+\*\*\*\\n"\.$/,
		);
	});

	it("are refused at their place before anything runs", async () => {
		folder.items(2);
		folder.write("work.mjs", "export default () => { throw new Error('It has run.'); };");
		const refused = (assertions: unknown) =>
			problemsOf(() => failuresOf({ run: { module: "work.mjs" }, assert: assertions }));
		const [unknown] = await refused(["reslt.ok"]);
		assert.match(String(unknown), /^\d+:\d+ Unknown name "reslt".*Did you mean "result"\?/);
		const [field] = await refused([{ that: "result.ok == item.m" }]);
		assert.match(String(field), /^\d+:\d+ item has no field "m"\. It has: n\./);
		const [message] = await refused([{ that: "result.ok", message: "{{ resul.x }}" }]);
		assert.match(String(message), /^\d+:\d+ Unknown name "resul"/);
		const [otherwise] = await refused([{ that: "result.ok", else: "drop" }]);
		assert.match(String(otherwise), /expected "fail", "skip", "retry" or "fatal", found the string "drop"/);
		assert.deepEqual(folder.runs, []);
	});

	it("have examples for each kind of operation, which can be compiled", () => {
		for (const { successExamples } of operationKinds) {
			assert.ok(successExamples.length > 0);
			const compiled = compileAssertions(
				{ assert: successExamples.map(({ that }) => that) },
				{ get: () => "", secrets: [] },
			);
			assert.equal(compiled.length, successExamples.length);
		}
	});

	describe("over answers", () => {
		let server: HttpTrial;
		beforeEach(async () => {
			server = await HttpTrial.create();
		});
		afterEach(() => server.dispose());

		it("see headers, and say of what changes something that it may have been done: it is sent once", async () => {
			folder.items(2);
			server.answer = (response) => {
				response.setHeader("X-Left", "0");
				response.setHeader("Content-Type", "application/json");
				response.end('{"id":9007199254740993,"errors":[{"message":"No such title"}]}');
			};
			const assertions = [
				"headers.x-left == '0' and result.body.id > 9007199254740992",
				{ that: "result.body.errors == nil", message: "{{ result.body.errors[0].message }}" },
			];
			const posted = await failuresOf({
				run: { http: { url: server.origin, method: "POST", json: {} } },
				assert: assertions,
			});
			const what =
				'No such title (Assertion failed: result.body.errors == nil; result.body.errors is [{"message":"No such title"}])';
			assert.deepEqual(posted.shown, [
				`0 failed×1 fail assert:2: ${what} It may have been done all the same.`,
				`1 failed×1 fail assert:2: ${what} It may have been done all the same.`,
			]);
			assert.equal(server.received.length, 2);
			const got = await failuresOf({ run: { http: server.origin }, assert: assertions });
			assert.deepEqual(got.shown, [`0 failed×1 fail assert:2: ${what}`, `1 failed×1 fail assert:2: ${what}`]);
		});

		it("look at each item of a batch, and only its own is tried again", async () => {
			folder.items(4);
			server.answer = (response, { body }) => {
				response.setHeader("X-Kind", "list");
				json(
					response,
					200,
					JSON.parse(body).map(({ n }: { n: number }) => ({ n, isThere: n !== 2 || server.received.length > 1 })),
				);
			};
			const { state, counts } = await failuresOf({
				run: { http: { url: server.origin, method: "POST", per: "batch", json: "{{ batch.items }}" } },
				batchSize: 4,
				assert: [{ that: "headers.x-kind == 'list' and result.body.isThere", else: "retry" }],
			});
			assert.equal(state, "completed");
			assert.equal(counts.retries, 1);
			assert.deepEqual(
				server.received.map(({ body }) => JSON.parse(body)),
				[[{ n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }], [{ n: 2 }]],
			);
		});
	});
});
