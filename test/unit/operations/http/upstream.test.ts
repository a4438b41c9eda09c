import assert from "node:assert/strict";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { startRun } from "../../../../src/job/launch/launch.ts";
import { TrialFolder } from "../../job/trialJob.ts";
import { HttpTrial, itemOf, json } from "./httpTrial.ts";
import { MortalServer } from "./mortalServer.ts";

/** With the times of real servers, which is too slow for every change: a minute and a half in all. */
const isSlow = process.env.BATCHLINE_TEST_SLOW !== undefined;

function items(count: number): object {
	return { values: Array.from({ length: count }, (_, index) => index) };
}

describe("HTTP requests of a job", () => {
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

	const launched = (definition: object) => startRun(folder.job(definition), folder.options());

	it("all wait when each is told to, and refusals do not count as attempts", async () => {
		const times: number[] = [];
		let toldAt = Number.POSITIVE_INFINITY;
		trial.answer = (response) => {
			times.push(performance.now());
			if (times.length === 10) toldAt = performance.now();
			if (performance.now() < toldAt || performance.now() >= toldAt + 990) json(response, 200, {});
			else response.writeHead(429, { "retry-after": "1" }).end();
		};
		const { finish } = await launched({
			items: items(60),
			run: { http: `${trial.origin}/{{ item }}` },
			retry: { attempts: 1 },
		});
		const { counts } = await finish();
		assert.deepEqual([counts.succeeded, counts.failed], [60, 0]);
		const soon = times.filter((at) => at > toldAt && at < toldAt + 990).length;
		assert.ok(soon <= 7, `${soon} requests came although none was wanted`);
	});

	it("do not wait for one that is told to: only that one does", async () => {
		const times: number[] = [];
		trial.answer = (response) => {
			times.push(performance.now());
			if (times.length === 10) response.writeHead(429, { "retry-after": "1" }).end();
			else json(response, 200, {});
		};
		const { finish } = await launched({ items: items(60), run: { http: `${trial.origin}/{{ item }}` } });
		assert.equal((await finish()).counts.succeeded, 60);
		const told = times[9] ?? 0;
		// On a busy machine some of the others may come later still.
		const meanwhile = times.filter((at) => at > told && at < told + 990).length;
		assert.ok(meanwhile >= 10, `${meanwhile} requests went on`);
		assert.equal(times.length, 61);
	});

	it("wait for the next quota once theirs is used up", async () => {
		const times: number[] = [];
		trial.answer = (response) => {
			times.push(performance.now());
			const remaining = 5 - times.length;
			response.writeHead(200, { ratelimit: `"default";r=${Math.max(0, remaining)};t=1` }).end();
		};
		const { finish } = await launched({ items: items(6), run: { http: trial.origin }, concurrency: 1 });
		assert.equal((await finish()).counts.succeeded, 6);
		assert.ok((times[5] ?? 0) - (times[4] ?? 0) >= 990);
	});

	it("know whom they are for before they are sent", async () => {
		const target = async (url: string, value: unknown) => (await trial.prepare(url)).target?.(itemOf(value));
		assert.equal(await target("https://a.example:8443/x", 1), "a.example:8443");
		assert.equal(await target("https://a.example/{{ item }}", 1), "a.example");
		assert.equal(await target("{{ item.url | raw }}", { url: "http://b.example/1" }), "b.example");
		assert.equal(await target("{{ item.url | raw }}", { url: "nonsense" }), undefined);
	});
});

describe("a server that dies in the middle of a job", function () {
	const outageMs = isSlow ? 20_000 : 3_000;
	this.timeout(outageMs * 4 + 30_000);

	for (const concurrency of isSlow ? [4, 32] : [32]) {
		it(`costs no item, and hardly a request, ${concurrency} at a time`, async () => {
			const folder = new TrialFolder();
			const server = await MortalServer.create(1_000, outageMs);
			const { run, finish } = await startRun(
				folder.job({ items: items(5_000), run: { http: `${server.origin}/{{ item }}` }, concurrency }),
				folder.options(),
			);
			const waits = new Set<string>();
			run.onDidChange(({ blockedOn }) => blockedOn && waits.add(blockedOn.upstream));
			// While the last answers are still on their way, the run cannot know that the server is gone.
			let [hasFailed, unknowing, knowing] = [false, 0, 0];
			const onError = () => {
				hasFailed = true;
			};
			const onRequest = () => {
				if (server.isThere) return;
				if (hasFailed) knowing++;
				else unknowing++;
			};
			subscribe("undici:request:error", onError);
			subscribe("undici:request:create", onRequest);
			const { state, counts } = await finish();
			unsubscribe("undici:request:create", onRequest);
			unsubscribe("undici:request:error", onError);
			await server.dispose();
			folder.dispose();
			assert.deepEqual([state, counts.succeeded, counts.failed], ["completed", 5_000, 0]);
			assert.deepEqual([...waits], [new URL(server.origin).host]);
			const told = `${knowing} requests were sent to nobody, and ${unknowing} before the first one failed`;
			assert.ok(knowing > 0 && knowing <= 10 && unknowing <= concurrency, told);
			console.log(`      ${told}`);
		});
	}
});

(isSlow ? describe : describe.skip)("a server that lets 20 requests a second through", function () {
	this.timeout(70_000);

	it("is neither overloaded nor left idle", async () => {
		const folder = new TrialFolder();
		const trial = await HttpTrial.create();
		let [window, used, throttled] = [0, 0, 0];
		trial.answer = (response) => {
			const second = Math.floor(performance.now() / 1_000);
			used = second === window ? used + 1 : 1;
			window = second;
			if (used <= 20) return json(response, 200, {});
			throttled++;
			response.writeHead(429, { "retry-after": "1" }).end();
		};
		const startedAt = performance.now();
		const { finish } = await startRun(
			folder.job({ items: items(1_000), run: { http: `${trial.origin}/{{ item }}` }, concurrency: 32 }),
			folder.options(),
		);
		const { counts } = await finish();
		const tookMs = performance.now() - startedAt;
		await trial.dispose();
		folder.dispose();
		assert.equal(counts.succeeded, 1_000);
		const told = `${throttled} of ${trial.received.length} throttled, ${Math.round(tookMs)} ms`;
		assert.ok(throttled / trial.received.length <= 0.03 && tookMs <= 55_000, told);
		console.log(`      ${told}`);
	});
});
