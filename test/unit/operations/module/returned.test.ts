import assert from "node:assert/strict";
import { attempt, itemOf, ModuleTrial, runOn, savedValue } from "./moduleTrial.ts";

describe("what a module returns", () => {
	let trial: ModuleTrial;
	beforeEach(async () => {
		trial = await ModuleTrial.create();
	});
	afterEach(() => trial.dispose());

	for (const [text, saved] of [
		["{ at: new Date(86_400_000), left: undefined, f() {} }", { at: "1970-01-02T00:00:00.000Z" }],
		["new (class { #a = 1; toJSON() { return { a: this.#a }; } })()", { a: 1 }],
		["[1, undefined, , null]", [1, null, null, null]],
		["new URL('http://127.0.0.1/a')", "http://127.0.0.1/a"],
		["Object.create(null)", {}],
		["Buffer.from('a')", { type: "Buffer", data: [97] }],
	] as const) {
		it(`is saved as JSON.stringify has it: ${text}`, async () => {
			const operation = await trial.of(`export default () => (${text});`);
			assert.deepEqual(await runOn(operation, 1), saved);
		});
	}

	for (const [text, message] of [
		["{ rows: [{ id: 5n }] }", /"result\.rows\[0\]\.id" is a BigInt/],
		["{ seen: new Set() }", /"result\.seen" is a Set/],
		["new Map([[1, 2]])", /a Map, .*fromEntries/],
		["/x/", /a RegExp/],
		["new Response('x')", /a Response, .*await response\.json/],
		["{ r: Promise.resolve(1) }", /"result\.r" is a promise\. Is an `await` missing/],
		["[0 / 0]", /"result\[0\]" is NaN/],
		["{ a: { b: -1 / 0 } }", /"result\.a\.b" is -Infinity/],
		["new Float32Array(2)", /a Float32Array/],
		["new ArrayBuffer(2)", /an ArrayBuffer/],
		["new (class { #a = 1; get a() { return this.#a; } })()", /JSON would keep nothing/],
		["{ e: Object.assign(new TypeError('x'), { code: 1 }) }", /"result\.e" is a TypeError/],
		["(() => { const a = { b: {} }; a.b.c = a; return a; })()", /"result\.b\.c" contains itself/],
		["Symbol('s')", /It is a symbol/],
	] as const) {
		it(`fails its item once where JSON cannot hold it: ${text}`, async () => {
			const operation = await trial.of(`export default async () => (${text});`);
			await assert.rejects(runOn(operation, 1), { name: "UnusableResultError", category: "fail", message });
		});
	}

	it("is no success where it is an error", async () => {
		const operation = await trial.of("export default () => new RangeError('too far');");
		await assert.rejects(runOn(operation, 1), { name: "RangeError", message: "too far" });
	});

	it("may ask for patience, which throttles the run", async () => {
		const operation = await trial.of("export default (item, context) => context.retryAfter(item);");
		await assert.rejects(runOn(operation, 2_000), { name: "RetryAfterError", code: 429, retryAfterMs: 2_000 });
		await assert.rejects(runOn(operation, -1), { name: "TypeError", message: /a time in ms/ });
	});

	it("may do so for a batch, which has the job's folder, too", async () => {
		const operation = await trial.of(`export const batch = ([first], context) => {
			const { jobFolder, items } = context;
			return first === "where" ? { jobFolder, own: items[0].jobFolder } : context.retryAfter(first);
		};`);
		const batch = (value: unknown) =>
			operation.batch?.runBatch(
				[itemOf(value, 0), itemOf(value, 1)],
				[attempt(0), attempt(1)],
				new AbortController().signal,
			);
		const [where] = (await batch("where")) ?? [];
		assert.deepEqual(savedValue(where && "result" in where && where.result), {
			jobFolder: trial.folder,
			own: trial.folder,
		});
		await assert.rejects(async () => batch(1_500), { name: "RetryAfterError", code: 429, retryAfterMs: 1_500 });
	});
});
