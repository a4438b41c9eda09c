import assert from "node:assert/strict";
import { join } from "node:path";
import { idempotencyKeyOf } from "../../../../src/engine/model/idempotencyKey.ts";
import { trialOrigin } from "../trialAttempt.ts";
import { attempt, itemOf, ModuleTrial, runOn, savedValue } from "./moduleTrial.ts";

describe("the module operation", () => {
	let trial: ModuleTrial;
	beforeEach(async () => {
		trial = await ModuleTrial.create();
	});
	afterEach(() => trial.dispose());

	it("gives back what the function returns for each item", async () => {
		const operation = await trial.of("export default (item) => ({ doubled: item.n * 2 });", { concurrency: 64 });
		const results = await Promise.all(Array.from({ length: 500 }, (_, index) => runOn(operation, { n: index }, index)));
		assert.deepEqual(
			results,
			Array.from({ length: 500 }, (_, index) => ({ doubled: index * 2 })),
		);
	});

	it("waits for promises, of which many are under way in one thread", async () => {
		const operation = await trial.of(`
			let waiting = [];
			export default (item) => new Promise((resolve) => {
				waiting.push(() => resolve(item));
				if (waiting.length === 8) for (const go of waiting) go();
			});`);
		const items = [1, 2, 3, 4, 5, 6, 7, 8];
		assert.deepEqual(await Promise.all(items.map((item) => runOn(operation, item))), items);
	});

	it("tells the function about the item", async () => {
		await trial.write(
			"context.mjs",
			`export default (item, { index, key, attempt, batch, path, line, run, options, idempotencyKey, signal }) =>
				[item, index, key, attempt, batch, path, line, run, options, idempotencyKey, signal.aborted];`,
		);
		const operation = await trial.prepare(
			{ path: "context.mjs", options: { greeting: `${"$"}{env:GREETING}` } },
			{ values: { "env:GREETING": "hello" } },
		);
		const item = { ...itemOf("value", 3), location: { file: "/data/rows.csv", line: 4 } };
		assert.deepEqual(savedValue(await operation.run(item, attempt(3))), [
			"value",
			3,
			"k3",
			1,
			0,
			"/data/rows.csv",
			4,
			{ id: "run-1" },
			{ greeting: "hello" },
			idempotencyKeyOf(trialOrigin, item),
			false,
		]);
	});

	for (const [name, text] of [
		["default.mjs", "export default () => 'ran';"],
		["assigned.cjs", "module.exports = () => 'ran';"],
		["compiled.cjs", "exports.__esModule = true; exports.default = () => 'ran';"],
		["member.cjs", "module.exports = { run: () => 'ran' };"],
		["named.mjs", "export const run = () => 'ran'; export const other = () => 'wrong';"],
		["typed.ts", "interface Row { id: number }\nexport default (item: Row): string => 'ran';"],
		["typed.cts", "const run = (item: string): string => 'ran';\nmodule.exports = run;"],
	] as const) {
		it(`finds the function of ${name}`, async () => {
			await trial.write(name, text);
			assert.equal(await runOn(await trial.prepare(`./${name}`), 1), "ran");
		});
	}

	it("runs the export that the job names", async () => {
		await trial.write("two.mjs", "export default () => 'default'; export const second = () => 'second';");
		assert.equal(await runOn(await trial.prepare({ path: "two.mjs", export: "second" }), 1), "second");
	});

	it("passes errors on with name, message, code, cause and location in the module", async () => {
		const operation = await trial.of(`
			class ValidationError extends Error {}
			export default async (item) => {
				if (item === "class") throw new ValidationError("no license");
				throw Object.assign(new TypeError("no connection", { cause: Object.assign(new Error("refused"), { code: "ECONNREFUSED" }) }), { status: 503 });
			};`);
		await assert.rejects(runOn(operation, "class"), (error: Error) => {
			assert.deepEqual([error.name, error.message], ["ValidationError", "no license"]);
			assert.match(error.stack ?? "", /module\.mjs:4:/);
			return true;
		});
		await assert.rejects(runOn(operation, "other"), (error: Error & { status: number; cause: { code: string } }) => {
			assert.deepEqual([error.name, error.status, error.cause.code], ["TypeError", 503, "ECONNREFUSED"]);
			return true;
		});
	});

	it("passes on the status that clients hang on their errors with the response, and a mail server's reply", async () => {
		const operation = await trial.of(`export default (item) => {
			if (item === "axios") throw Object.assign(new Error("no"), { code: "ERR_BAD_REQUEST", response: { status: 404 } });
			if (item === "got") throw Object.assign(new Error("no"), { code: "ERR_NON_2XX", response: { statusCode: 410 } });
			throw Object.assign(new Error("no"), { code: "EENVELOPE", responseCode: 550 });
		};`);
		await assert.rejects(runOn(operation, "axios"), { code: "ERR_BAD_REQUEST", status: 404 });
		await assert.rejects(runOn(operation, "got"), { code: "ERR_NON_2XX", status: 410 });
		await assert.rejects(runOn(operation, "mail"), { code: "EENVELOPE", responseCode: 550 });
	});

	it("passes on whom an error was about, and what is in an AggregateError or an answer", async () => {
		const operation = await trial.of(`
			const lost = (address) => Object.assign(new Error("lost"), { code: "ECONNREFUSED", address, port: 5432 });
			export default ({ kind }) => {
				if (kind === "several") throw new AggregateError([lost("::1"), lost("127.0.0.1")], "no way");
				if (kind === "aws") throw Object.assign(new Error("denied"), { $metadata: { httpStatusCode: 401 } });
				if (kind === "answer") throw new Response("no", { status: 401, statusText: "Unauthorized" });
				if (kind === "object") throw { code: "28P01", message: "password authentication failed" };
			};`);
		await assert.rejects(runOn(operation, { kind: "several" }), ({ errors }: AggregateError) => {
			assert.deepEqual(
				errors.map(({ code, address, port }) => [code, address, port]),
				[
					["ECONNREFUSED", "::1", 5432],
					["ECONNREFUSED", "127.0.0.1", 5432],
				],
			);
			return true;
		});
		await assert.rejects(runOn(operation, { kind: "aws" }), { message: "denied", status: 401 });
		await assert.rejects(runOn(operation, { kind: "answer" }), {
			name: "Response",
			status: 401,
			message: "Threw an answer: 401 Unauthorized",
		});
		await assert.rejects(runOn(operation, { kind: "object" }), {
			code: "28P01",
			message: "password authentication failed",
		});
	});

	for (const [thrown, expected] of [
		["'text'", "text"],
		["null", null],
		["{ odd: 1 }", { odd: 1 }],
		["Symbol('s')", "Symbol(s)"],
		["{ odd: () => 1 }", "Threw an object that cannot leave its thread, instead of an error."],
	] as const) {
		it(`passes on a thrown ${thrown}`, async () => {
			const operation = await trial.of(`export default () => { throw ${thrown}; };`);
			const outcome = await runOn(operation, 1).then(
				() => assert.fail("did not throw"),
				(error: unknown) => error,
			);
			assert.deepEqual(outcome, expected);
		});
	}

	it("says which result cannot be saved, and delivers the others", async () => {
		const operation = await trial.of("export default (item) => (item === 2 ? () => 1 : item);");
		const [one, two, three] = await Promise.allSettled([1, 2, 3].map((item) => runOn(operation, item)));
		assert.deepEqual(
			[one, three].map((ended) => ended?.status === "fulfilled" && ended.value),
			[1, 3],
		);
		assert.match(String(two?.status === "rejected" && two.reason), /UnusableResultError: .*plain data/);
	});

	it("logs what the module writes, in whole lines", async () => {
		const operation = await trial.of(`
			export default (item) => { console.log("one\\ntwo", item); process.stdout.write("half "); console.error("three"); console.log("line"); };`);
		await runOn(operation, 7);
		await operation.dispose();
		assert.deepEqual(trial.logged.sort(), ["info half line", "info one", "info two 7", "warn three"].sort());
	});

	it("previews without running anything", async () => {
		const operation = await trial.of("export default () => { throw new Error('ran'); };");
		assert.deepEqual(operation.preview(itemOf({ a: 1 })), { module: "module.mjs", item: { a: 1 } });
	});

	describe("finds before the run that", () => {
		const cases: [what: string, text: string | undefined, message: RegExp, suggestion?: RegExp][] = [
			["the file is missing", undefined, /"audit\.mjs" does not exist/, /Did you mean "audits\.mjs"/],
			["it has no function", "export const rows = [];", /exports no function\./, /export default/],
			["it has no default export", "export const check = () => 1;", /Its functions are "check"/, /"export"/],
			["its syntax is wrong", "export default () => {\n  let 3 = 1;\n};", /SyntaxError: .*audit\.mjs:2:7\)/],
			["it throws as it is loaded", "\nnull.x;", /TypeError: .*audit\.mjs:2:6\)/],
			["it imports what is not there", "import 'not-there';", /Cannot find package 'not-there'/],
			["it ends its thread", "process.exit(3);", /process\.exit\(3\)/],
		];
		for (const [what, text, message, suggestion] of cases) {
			it(what, async () => {
				await trial.write("audits.mjs", "");
				if (text !== undefined) await trial.write("audit.mjs", text);
				await assert.rejects(trial.prepare({ path: "audit.mjs" }), {
					name: "SettingsError",
					path: ["path"],
					message,
					...(suggestion && { suggestion }),
				});
			});
		}

		it("the named export is not one of its functions", async () => {
			await trial.write("audit.mjs", "export const check = () => 1;");
			await assert.rejects(trial.prepare({ path: "audit.mjs", export: "chek" }), {
				name: "SettingsError",
				path: ["export"],
				message: /exports no function "chek".*"check"/,
				suggestion: 'Did you mean "check"?',
			});
		});

		it("a folder is named", async () => {
			await assert.rejects(trial.prepare(trial.folder), { path: [], message: /is no file/ });
		});
	});

	it("reports TypeScript's syntax errors with their location", async () => {
		await trial.write("bad.ts", "export default (a: strin g) => 1;");
		const location = join(trial.folder, "bad.ts:1:26");
		await assert.rejects(trial.prepare("bad.ts"), (error: Error) => error.message.includes(location));
	});
});
