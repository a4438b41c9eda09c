import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { HttpTrial, json } from "../operations/http/httpTrial.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

interface Result {
	readonly index: number;
	readonly outcome: string;
	readonly result: unknown;
	readonly error?: string;
}

describe("a job that runs batches", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
	});
	afterEach(() => folder.dispose());

	/** Runs it to its end; its results by index. */
	async function resultsOf(definition: object): Promise<readonly Result[]> {
		const launched = await startRun(folder.job({ output: { jsonl: "out.jsonl" }, ...definition }), folder.options());
		await launched.finish();
		return (folder.lines("out.jsonl") as unknown as Result[]).sort((a, b) => a.index - b.index);
	}

	it("gives a module's `batch` all items of a batch, and each item its own outcome", async () => {
		folder.items(25);
		folder.write(
			"work.mjs",
			`export function batch(items, { items: contexts, options }) {
				return items.map(({ n }, at) => {
					if (n === 3) return false;
					if (n === 4) return Object.assign(new Error("four"), { code: "E4" });
					return { n, of: items.length, key: contexts[at].key, sign: options.sign };
				});
			}`,
		);
		const results = await resultsOf({
			items: { jsonl: "items.jsonl" },
			run: { module: { path: "work.mjs", options: { sign: "§" } } },
			key: "k{{ item.n }}",
			batchSize: 10,
			retry: { attempts: 1 },
		});
		assert.deepEqual(results[0]?.result, { n: 0, of: 10, key: "k0", sign: "§" });
		assert.deepEqual(results[24]?.result, { n: 24, of: 5, key: "k24", sign: "§" });
		assert.deepEqual([results[3]?.outcome, results[4]?.outcome, results[4]?.error], ["skipped", "failed", "four"]);
	});

	it("takes what `batch` returns for the outcome of all items, unless it is a list", async () => {
		folder.items(4);
		folder.write("work.mjs", "export const batch = async (items) => ({ saved: items.length });");
		const results = await resultsOf({ items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, batchSize: 4 });
		assert.deepEqual(
			results.map(({ result }) => result),
			Array.from({ length: 4 }, () => ({ saved: 4 })),
		);
	});

	it("finds the row that a module's `batch` throws for", async () => {
		folder.items(64);
		folder.write(
			"work.mjs",
			`export function batch(items) {
				if (items.some(({ n }) => n === 40)) throw new RangeError("one is bad");
				return "ok";
			}`,
		);
		const results = await resultsOf({
			items: { jsonl: "items.jsonl" },
			run: { module: "work.mjs" },
			batchSize: 64,
			retry: { attempts: 1 },
		});
		assert.deepEqual(
			results.filter(({ outcome }) => outcome !== "succeeded").map(({ index, error }) => [index, error]),
			[[40, "one is bad"]],
		);
	});

	it("sends one request for a batch, its items in the body, under a key of its own", async () => {
		const server = await HttpTrial.create();
		try {
			server.answer = (response, { body }) =>
				json(
					response,
					200,
					(JSON.parse(body).rows as { n: number }[]).map(({ n }) => n),
				);
			folder.items(7);
			const results = await resultsOf({
				items: { jsonl: "items.jsonl" },
				run: {
					http: {
						method: "POST",
						url: `${server.origin}/bulk/{{ batch.number }}`,
						json: { rows: "{{ batch.items }}", first: "{{ batch.keys[0] }}" },
						per: "batch",
					},
				},
				batchSize: 4,
			});
			assert.deepEqual(
				results.map(({ result }) => result),
				Array.from({ length: 7 }, (_, n) => ({ status: 200, body: n })),
			);
			assert.deepEqual(
				server.received.map(({ path, body }) => [path, JSON.parse(body).first]),
				[
					["/bulk/0", "0"],
					["/bulk/1", "4"],
				],
			);
			const keys = server.received.map(({ headers }) => headers["idempotency-key"]);
			assert.equal(new Set(keys).size, 2);
		} finally {
			await server.dispose();
		}
	});

	it("is refused where a template for a batch asks for one item", async () => {
		folder.items(2);
		const job = folder.job({
			items: { jsonl: "items.jsonl" },
			run: { http: { url: "http://127.0.0.1/{{ item.n }}", per: "batch" } },
		});
		const [problem] = await problemsOf(() => startRun(job, folder.options()));
		assert.match(
			problem ?? "",
			/"item.n" is not known here, as the template is for a whole batch\. Use \{\{ batch\.items/,
		);
	});
});
