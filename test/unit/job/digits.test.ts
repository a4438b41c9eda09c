import assert from "node:assert/strict";
import { join } from "node:path";
import { startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { HttpTrial } from "../operations/http/httpTrial.ts";
import { TrialFolder } from "./trialJob.ts";

/** Numbers that no double holds, or prints like this. */
const ids = ["9223372036854775807", "-9007199254740993", "1234567890123456789.50", "1e400"];

describe("the digits of a number, from the source to the results", () => {
	let folder: TrialFolder;
	let server: HttpTrial;
	beforeEach(async () => {
		folder = new TrialFolder();
		server = await HttpTrial.create();
		folder.write("rows.jsonl", ids.map((id) => `{"id":${id}}\n`).join(""));
	});
	afterEach(async () => {
		await server.dispose();
		folder.dispose();
	});

	/** Runs the job; its lines of results and of its output, by index. */
	async function linesOf(definition: object): Promise<{ at: string; lines: readonly string[]; counts: object }> {
		const job = folder.job({
			items: { jsonl: "rows.jsonl" },
			output: { jsonl: "out.jsonl" },
			retry: { attempts: 1 },
			...definition,
		});
		const launched = await startRun(job, folder.options());
		const { counts } = await launched.finish();
		const at = launched.folder.slice(folder.path.length + 1);
		const [results, output] = [join(at, "results.jsonl"), "out.jsonl"].map((name) =>
			folder.read(name).trimEnd().split("\n").sort(),
		);
		assert.deepEqual(output, results);
		return { at, lines: results ?? [], counts };
	}

	const answerWith = (textOf: (body: string) => string) => {
		server.answer = (response, { body }) =>
			response.writeHead(200, { "content-type": "application/json" }).end(textOf(body));
	};

	it("are kept in a request and in an answer of JSON", async () => {
		answerWith((body) => `{"made":${body},"all":[${ids.join(", ")}]}`);
		const http = { method: "POST", url: server.origin, json: { id: "{{ item.id }}" } };
		const { lines } = await linesOf({ run: { http } });
		for (const [index, id] of ids.entries()) {
			const result = `"result":{"status":200,"body":{"made":{"id":${id}},"all":[${ids.join(",")}]}}}`;
			assert.ok(lines[index]?.endsWith(result), lines[index]);
			assert.ok(lines[index]?.includes(`"key":"${index}","value":{"id":${id}},"outcome"`), lines[index]);
		}
		assert.deepEqual(server.received.map(({ body }) => body).sort(), ids.map((id) => `{"id":${id}}`).sort());
	});

	it("are kept in a batch, whose answer has an element for each item", async () => {
		answerWith((body) => body);
		const http = { method: "POST", url: server.origin, per: "batch", json: "{{ batch.items }}" };
		const { lines } = await linesOf({ run: { http }, batchSize: ids.length });
		for (const [index, id] of ids.entries()) {
			assert.ok(lines[index]?.endsWith(`"result":{"status":200,"body":{"id":${id}}}}`), lines[index]);
		}
		assert.equal(server.received.length, 1);
	});

	it("are kept where a batch's answer gives each item its status", async () => {
		server.answer = (response) =>
			response
				.writeHead(207, { "content-type": "application/json" })
				.end(`[${ids.map((id) => `{"status":201,"id":${id}}`).join(",")}]`);
		const http = { method: "POST", url: server.origin, per: "batch", json: "{{ batch.items }}" };
		const { lines } = await linesOf({ run: { http }, batchSize: ids.length });
		for (const [index, id] of ids.entries()) {
			assert.ok(lines[index]?.endsWith(`"result":{"status":201,"body":{"status":201,"id":${id}}}}`), lines[index]);
		}
	});

	it("are kept in an item that is read back from the run, to be tried again", async () => {
		server.answer = (response) => response.writeHead(501).end();
		const http = { method: "POST", url: server.origin, json: "{{ item }}" };
		const { at, counts } = await linesOf({ run: { http } });
		assert.equal((counts as { failed: number }).failed, ids.length);
		answerWith((body) => body);
		const retry = await retryRun(folder.file(at), folder.options({ asItRan: true } as object));
		assert.equal((await retry.finish()).counts.succeeded, ids.length);
		assert.deepEqual(
			server.received
				.slice(ids.length)
				.map(({ body }) => body)
				.sort(),
			ids.map((id) => `{"id":${id}}`).sort(),
		);
	});

	it("arrive in a module's `batch` as a bigint; one that is returned fails its item once", async () => {
		folder.write(
			"work.mjs",
			`export function batch(items) {
				return items.map(({ id }) => typeof id !== "bigint" ? typeof id : id < 0 ? { id } : String(id));
			}`,
		);
		const { lines, counts } = await linesOf({
			run: { module: "work.mjs" },
			batchSize: ids.length,
			retry: { attempts: 3 },
		});
		assert.match(lines[0] ?? "", /"result":"9223372036854775807"}$/);
		assert.match(lines[1] ?? "", /"outcome":"failed","attempts":1,.*\\"result\.id\\" is a BigInt/);
		assert.match(lines[2] ?? "", /"result":"number"}$/);
		assert.deepEqual(counts, { ...counts, succeeded: 3, failed: 1, retries: 0 });
	});
});
