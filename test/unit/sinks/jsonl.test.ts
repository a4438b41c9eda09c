import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Sink } from "../../../src/engine/model/ports.ts";
import { jsonl } from "../../../src/sinks/jsonl.ts";

describe("the JSONL sink", () => {
	const folder = mkdtempSync(join(tmpdir(), "batchline-sinks-"));
	const opened: Sink[] = [];
	after(async () => {
		for (const sink of opened) await sink.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const path = (name: string) => join(folder, name);
	const read = (name: string) => readFileSync(path(name), "utf8");
	const sinkOf = (settings: unknown): Sink => {
		const sink = jsonl.live?.(jsonl.schema.parse(settings), { baseFolder: folder });
		assert.ok(sink);
		opened.push(sink);
		return sink;
	};

	it("touches nothing before it is opened", () => {
		sinkOf("untouched.jsonl");
		assert.equal(existsSync(path("untouched.jsonl")), false);
	});

	it("writes lines, and says where they end in bytes", async () => {
		const sink = sinkOf({ path: "deep/down/out.jsonl" });
		await sink.open(undefined);
		assert.equal(await sink.write(['{"a":"é"}', "{}"]), 14);
		assert.equal(await sink.write([]), 14);
		assert.equal(await sink.write(["1"]), 16);
		await sink.close();
		await sink.close();
		assert.equal(read("deep/down/out.jsonl"), '{"a":"é"}\n{}\n1\n');
	});

	it("overwrites the file in a new run", async () => {
		writeFileSync(path("old.jsonl"), "of an earlier run\n");
		const sink = sinkOf("old.jsonl");
		await sink.open(undefined);
		await sink.write(["new"]);
		assert.equal(read("old.jsonl"), "new\n");
	});

	it("cuts off what was not committed, and continues there", async () => {
		const line = (index: number) => `{"index":${index},"key":"k","result":null}\n`;
		for (const rest of [line(2) + line(3), `${line(2)}{"ind`, '{"index":2,"ke', "{", "\0\0\0\0"]) {
			writeFileSync(path("resumed.jsonl"), line(1) + rest);
			const sink = sinkOf("resumed.jsonl");
			await sink.open(line(1).length);
			assert.equal(read("resumed.jsonl"), line(1));
			assert.equal(await sink.write(["3"]), line(1).length + 2);
			assert.equal(read("resumed.jsonl"), `${line(1)}3\n`);
			await sink.close();
		}
	});

	it("cuts off no line that somebody else has added, at opening or in mid-run", async () => {
		for (const rest of ["a note\n", '{"index":1}\n{"id":1}\n', '{"index":1}\na note', "\0\0a note"]) {
			const refused = { name: "SettingsError", message: /added\.jsonl has got lines that this run has not written/ };
			writeFileSync(path("added.jsonl"), `1\n${rest}`);
			await assert.rejects(sinkOf("added.jsonl").open(2), refused);
			assert.equal(read("added.jsonl"), `1\n${rest}`);
			const sink = sinkOf("added.jsonl");
			await sink.open(undefined);
			await sink.write(["1"]);
			appendFileSync(path("added.jsonl"), rest);
			await assert.rejects(sink.write(["2"]), refused);
			assert.equal(read("added.jsonl"), `1\n${rest}`);
			await sink.close();
		}
	});

	it("starts with an empty file in a run that had written nothing, even where the file is gone", async () => {
		const sink = sinkOf("gone.jsonl");
		await sink.open(0);
		assert.equal(await sink.write(["1"]), 2);
	});

	it("does not continue in a file that is shorter than what it had written, or gone", async () => {
		writeFileSync(path("short.jsonl"), "1\n");
		await assert.rejects(sinkOf("short.jsonl").open(4200), {
			name: "SettingsError",
			message: `${path("short.jsonl")} is 2 bytes long, but the run had written 4,200: it was replaced or shortened since.`,
		});
		assert.equal(read("short.jsonl"), "1\n", "it is left as it was");
		await assert.rejects(sinkOf("lost.jsonl").open(10), {
			message: /lost\.jsonl, which the run had started to write, is gone/,
		});
		assert.equal(existsSync(path("lost.jsonl")), false);
	});

	it("says why it cannot write where it should", async () => {
		mkdirSync(path("folder.jsonl"));
		await assert.rejects(sinkOf("folder.jsonl").open(undefined), { message: /is a folder; expected a file/ });
		writeFileSync(path("file"), "");
		await assert.rejects(sinkOf("file/out.jsonl").open(undefined), { message: /a file is where its folder would be/ });
		await assert.rejects(sinkOf("file/deep/out.jsonl").open(undefined), {
			message: /a file is where its folder would be/,
		});
	});

	it("does not wait for who reads from a pipe", async function () {
		if (process.platform === "win32") this.skip();
		execFileSync("mkfifo", [path("pipe.jsonl")]);
		await assert.rejects(sinkOf("pipe.jsonl").open(undefined), { message: /pipe\.jsonl is a pipe; expected a file/ });
	});

	it("writes to /dev/null, which takes no positions", async function () {
		if (!existsSync("/dev/null")) this.skip();
		const sink = sinkOf("/dev/null");
		await sink.open(undefined);
		assert.equal(await sink.write(["1"]), 2);
		await sink.close();
	});

	it("reports a full disk by its code, and keeps its position", async function () {
		if (!existsSync("/dev/full")) this.skip();
		const sink = sinkOf("/dev/full");
		await sink.open(undefined);
		await assert.rejects(sink.write(["1"]), { code: "ENOSPC" });
		await assert.rejects(sink.write(["1"]), { code: "ENOSPC" });
		assert.equal(await sink.write([]), 0);
	});

	it("is found again in a resumed run by its name in the job", () => {
		assert.equal(sinkOf("out.jsonl").id, "jsonl:out.jsonl");
		assert.equal(sinkOf({ path: "out.jsonl" }).id, "jsonl:out.jsonl");
	});

	it("takes a path, and explains itself", () => {
		assert.equal(jsonl.describe(jsonl.schema.parse("out.jsonl")), "out.jsonl");
		assert.equal(jsonl.schema.safeParse("").success, false);
		for (const name of ["{{ key }}.jsonl", "out/{% if item %}a{% endif %}", "a\0.jsonl"]) {
			assert.equal(jsonl.schema.safeParse(name).success, false, name);
			assert.equal(jsonl.schema.safeParse({ path: name }).success, false, name);
		}
		assert.equal(jsonl.schema.safeParse({ path: "a", append: true }).success, false);
		assert.ok(z.toJSONSchema(jsonl.schema).description);
	});
});
