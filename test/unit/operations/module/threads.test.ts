import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ModuleTrial, runFor, runOn } from "./moduleTrial.ts";

describe("the threads of the module operation", () => {
	let trial: ModuleTrial;
	beforeEach(async () => {
		trial = await ModuleTrial.create();
	});
	afterEach(() => trial.dispose());

	it("end an endless loop at its time limit; what had not started behind it runs elsewhere", async () => {
		const operation = await trial.of(`
			import { threadId } from "node:worker_threads";
			export default (item) => { while (item === "endless"); return threadId; };`);
		// Cheap calls first, so that the thread is trusted with several at a time.
		const before = await Promise.all(Array.from({ length: 100 }, () => runOn(operation, "quick")));
		const endless = runFor(operation, "endless", 100);
		const behind = Promise.all([runOn(operation, "quick"), runOn(operation, "quick")]);
		await assert.rejects(endless, { message: "Out of time." });
		for (const threadId of await behind) assert.notEqual(threadId, before[0]);
	});

	it("fail what else had started on a blocked thread, to be retried", async () => {
		const operation = await trial.of(`
			export default async (item) => {
				if (item === "endless") while (true);
				await new Promise((resolve) => setTimeout(resolve, 60_000));
			};`);
		const started = runOn(operation, "waits");
		await assert.rejects(runFor(operation, "endless", 100), { message: "Out of time." });
		await assert.rejects(started, { name: "ThreadEndedError", message: /blocked the thread.* had started on it/ });
	});

	it("tell of promises that the module did not wait for, and go on", async () => {
		const operation = await trial.of(`
			const save = async (item) => { await null; if (item % 2 === 1) throw new Error("not saved: " + item); };
			export default async (item) => {
				save(item);
				await new Promise((resolve) => setTimeout(resolve, 1));
				return item;
			};`);
		assert.deepEqual(await Promise.all([1, 2, 3].map((item) => runOn(operation, item))), [1, 2, 3]);
		await operation.dispose();
		const told = trial.logged.filter((line) => line.startsWith("warn"));
		assert.equal(told.length, 3, told.join("\n"));
		assert.match(told[0] ?? "", /did not wait for was rejected.*not saved: 1 \(.*module\.mjs:2:\d+\)$/);
		assert.match(told[2] ?? "", /^warn 2 promises were rejected that the module did not wait for/);
	});

	it("tell of them also when they are rejected after the last item", async () => {
		const operation = await trial.of(`
			import { readFile } from "node:fs/promises";
			import { setTimeout as delay } from "node:timers/promises";
			const save = async (item) => {
				if (item === "timer") await delay(30);
				else await readFile(new URL("no such file", import.meta.url)).catch(() => delay(1));
				throw new Error("not saved: " + item);
			};
			export default (item) => { save(item); process.stdout.write("half a line"); return item; };`);
		await runOn(operation, "timer");
		await runOn(operation, "file");
		await operation.dispose();
		const told = trial.logged.filter((line) => line.startsWith("warn"));
		assert.match(told.find((line) => line.includes("not saved: timer")) ?? "", /rejected.* \(.*module\.mjs:7:\d+\)$/);
		assert.ok(told.some((line) => line.includes("not saved: file")));
		assert.match(told[2] ?? "", /^warn 2 promises were rejected/);
		assert.ok(trial.logged.includes("info half a linehalf a line"));
	});

	it("are not waited for where a module never ends", async () => {
		const open = await trial.of("setInterval(() => undefined, 60_000); export default (item) => item;");
		await runOn(open, 1);
		const blocked = await trial.of("export default (item) => { setImmediate(() => { while (true); }); return item; };");
		await runOn(blocked, 1);
		await Promise.all([open.dispose(), blocked.dispose()]);
	});

	it("tell of what the module throws after its last item", async () => {
		const operation = await trial.of(`
			export default (item) => { setTimeout(() => { throw new Error("too late"); }, 10); return item; };`);
		await runOn(operation, 1);
		await operation.dispose();
		assert.match(trial.logged.at(-1) ?? "", /^warn The module threw after its last item.*: too late$/);
	});

	it("go on when an item hears its abort", async () => {
		const operation = await trial.of(`
			import { threadId } from "node:worker_threads";
			export default (item, { signal }) => item === "id" ? threadId : new Promise((resolve, reject) => {
				signal.addEventListener("abort", () => reject(new Error("Heard: " + signal.reason.message)));
			});`);
		const before = await runOn(operation, "id");
		await assert.rejects(runFor(operation, "waits", 1), { message: "Heard: Out of time." });
		assert.equal(await runOn(operation, "id"), before);
	});

	it("are replaced when the module exits, and its items say so", async () => {
		const operation = await trial.of(`
			export default (item) => { if (item === "exit") process.exit(4); return item; };`);
		const [before, exit, after] = await Promise.allSettled(
			["before", "exit", "after"].map((item) => runOn(operation, item)),
		);
		assert.equal(before?.status === "fulfilled" && before.value, "before");
		assert.match(String(exit?.status === "rejected" && exit.reason), /ThreadEndedError: .*process\.exit\(4\)/);
		assert.equal(after?.status === "fulfilled" && after.value, "after");
	});

	it("are replaced when the module throws outside of an item", async () => {
		const operation = await trial.of(`
			export default (item) => item === "late"
				? new Promise(() => setImmediate(() => { throw new RangeError("too late"); })) : item;`);
		await assert.rejects(runOn(operation, "late"), {
			name: "ThreadEndedError",
			message: /outside of an item.*too late/,
		});
		assert.equal(await runOn(operation, "fine"), "fine");
	});

	it("that die as they start, again and again, end the run", async () => {
		const operation = await trial.of(`
			import { existsSync, writeFileSync } from "node:fs";
			const mark = new URL("loaded", import.meta.url);
			if (existsSync(mark)) process.exit(1);
			writeFileSync(mark, "");
			export default () => process.exit(1);`);
		await assert.rejects(runOn(operation, 1), { name: "ThreadEndedError" });
		await assert.rejects(runOn(operation, 2), { category: "fatal", message: /keep ending/ });
		assert.ok(existsSync(join(trial.folder, "loaded")));
	});

	it("become more if items compute for long, and stay one if they do not", async () => {
		const text = `
			import { threadId } from "node:worker_threads";
			export default (item) => { for (const end = performance.now() + item; performance.now() < end; ); return threadId; };`;
		await trial.write("spin.mjs", text);
		const operation = await trial.prepare({ path: "spin.mjs", threads: 2 });
		const idsOf = (count: number, busyMs: number) =>
			Promise.all(Array.from({ length: count }, () => runOn(operation, busyMs)));
		assert.equal(new Set(await idsOf(200, 0)).size, 1);
		// How soon another thread is up depends on the machine; without one, mocha's time limit ends this.
		const ids = new Set<unknown>();
		while (ids.size < 2) for (const id of await idsOf(8, 60)) ids.add(id);
	});

	it("end at once at the operation's end, even in an endless loop", async () => {
		const operation = await trial.of("export default () => { while (true); };");
		const running = runOn(operation, 1);
		const ended = assert.rejects(running, /ended/);
		await operation.dispose();
		await ended;
	});
});
