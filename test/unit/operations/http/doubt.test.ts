import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Server } from "node:net";
import { resumeRun, startRun } from "../../../../src/job/launch/launch.ts";
import type { ResumeOptions } from "../../../../src/job/launch/launchOptions.ts";
import { RunReader } from "../../../../src/store/runReader.ts";
import { TrialFolder } from "../../job/trialJob.ts";
import { attempt, HttpTrial, itemOf, json } from "./httpTrial.ts";

const changing = ["POST", "PUT", "PATCH", "DELETE"] as const;

/** Ways in which a request ends without an answer after it was sent; each with the code of its error. */
const losses = [
	["times out", "ETIMEDOUT", () => undefined],
	["loses its connection", "ECONNRESET", (socket) => socket.destroy()],
	[
		"loses its connection before the answer's status",
		"ECONNRESET",
		(socket) => socket.end("HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
	],
] as const satisfies readonly (readonly [
	string,
	string,
	(socket: NodeJS.WritableStream & { destroy(): void }) => void,
])[];

describe("a request without an answer", () => {
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

	const keysSent = () => trial.received.map(({ headers }) => headers["idempotency-key"]);

	/** The first `lost` requests get no answer, the others one. */
	function loses(lost: number, lose: (typeof losses)[number][2]): void {
		trial.answer = (response) => {
			if (trial.received.length > lost) json(response, 201, { id: 1 });
			else if (response.socket) lose(response.socket);
		};
	}

	const jobOf = (http: object, more: object = {}) =>
		folder.job({
			items: { values: ["a"] },
			run: { http: { url: trial.origin, ...http } },
			retry: { attempts: 2, minDelay: "0ms", maxDelay: "0ms" },
			timeout: "30s",
			...more,
		});

	function itemsAt(at: string) {
		const reader = new RunReader(at);
		try {
			return reader.failures({}, { limit: 10 }).map(({ outcome, attempts, failure }) => {
				return { outcome, attempts, code: failure.code, message: failure.message };
			});
		} finally {
			reader.dispose();
		}
	}

	async function ran(job: ReturnType<typeof jobOf>) {
		const launched = await startRun(job, folder.options());
		const { state, counts } = await launched.finish();
		return { at: launched.folder, state, counts, items: itemsAt(launched.folder) };
	}

	async function decided(at: string, inDoubt: ResumeOptions["inDoubt"]) {
		const launched = await resumeRun(at, { ...folder.options(), inDoubt });
		return (await launched.finish()).counts;
	}

	for (const [what, code, lose] of losses) {
		// Where a later try is to get its answer, that has time to come on a busy machine.
		const [soon, late] = code === "ETIMEDOUT" ? [{ timeout: "300ms" }, { timeout: "2s" }] : [{}, {}];

		it(`that changes something is sent again with the same idempotency key where it ${what}`, async () => {
			loses(1, lose);
			const { counts } = await ran(jobOf({ method: "POST", json: "{{ item }}" }, late));
			assert.deepEqual([counts.succeeded, trial.received.length], [1, 2]);
			const [first, second] = keysSent();
			assert.ok(first);
			assert.equal(first, second);
		});

		it(`says that it may have been done where it ${what}`, async () => {
			loses(9, lose);
			const { items } = await ran(jobOf({ method: "PATCH" }, soon));
			assert.deepEqual(
				items.map((item) => [item.outcome, item.attempts, item.code]),
				[["failed", 2, code]],
			);
			assert.match(
				items[0]?.message ?? "",
				/\. It may have been done all the same: each try has the same idempotency key\.$/,
			);
		});

		for (const method of code === "ETIMEDOUT" ? changing : changing.slice(0, 1)) {
			it(`is not sent again with "interrupted": "skip" where a ${method} ${what}`, async () => {
				loses(9, lose);
				const { state, items } = await ran(jobOf({ method }, { ...soon, interrupted: "skip" }));
				assert.deepEqual([state, trial.received.length], ["completed", 1]);
				assert.deepEqual([items[0]?.outcome, items[0]?.attempts, items[0]?.code], ["skipped", 1, code]);
				assert.match(items[0]?.message ?? "", /\. It may have been done all the same, so it is not tried again\.$/);
			});
		}

		it(`is left to the user with "interrupted": "ask" where it ${what}`, async () => {
			loses(1, lose);
			const { at, state, counts, items } = await ran(jobOf({ method: "POST" }, { ...late, interrupted: "ask" }));
			assert.deepEqual([state, counts.interrupted, trial.received.length], ["completedWithFailures", 1, 1]);
			assert.match(items[0]?.message ?? "", /done all the same: whether it is tried again is for you to decide\.$/);
			assert.equal((await decided(at, "retry")).succeeded, 1);
			assert.equal(new Set(keysSent()).size, 1);
		});

		it(`that changes nothing is no such case: it ${what}, and is tried again`, async () => {
			loses(1, lose);
			const { counts } = await ran(jobOf({ method: "GET" }, { ...late, interrupted: "ask" }));
			assert.deepEqual([counts.succeeded, trial.received.length], [1, 2]);
			loses(9, lose);
			const { items } = await ran(jobOf({ method: "OPTIONS" }, { ...soon, interrupted: "skip" }));
			assert.equal(items[0]?.outcome, "failed");
			assert.doesNotMatch(items[0]?.message ?? "", /may have been done/);
		});
	}

	describe("is none where the answer's status came:", () => {
		type Lose = (socket: NodeJS.WritableStream & { destroy(): void }) => void;
		const half = (status: string) => `HTTP/1.1 ${status}\r\ncontent-length: 10\r\n\r\nhalf`;
		const closes = (status: string) => (socket: Parameters<Lose>[0]) => void socket.end(half(status));
		const stalls = (status: string) => (socket: Parameters<Lose>[0]) => void socket.write(half(status));
		const done = /\(20\d \w+\) broke off before its end\. It may have been done all the same\.$/;

		for (const [what, lose, outcome, message] of [
			["a yes whose body breaks off", closes("201 Created"), "failed", done],
			["a yes whose body never ends", stalls("200 OK"), "failed", done],
			["a no whose body breaks off", closes("422 Unprocessable Entity"), "rejected", /answered 422/],
			["a no whose body never ends", stalls("409 Conflict"), "failed", /answered 409 Conflict\.$/],
			[
				"headers that are too long",
				(socket) => void socket.end(`HTTP/1.1 200 OK\r\nx: ${"y".repeat(70_000)}\r\n\r\n`),
				"failed",
				/longer than 16 KiB\. It may have been done/,
			],
			[
				"what is no HTTP",
				(socket) => void socket.end("+OK\r\n"),
				"failed",
				/HTTP\/1\.1 protocol.*\. It may have been done/,
			],
		] satisfies [string, Lose, string, RegExp][]) {
			it(`a POST is not sent again after ${what}`, async () => {
				loses(9, lose);
				const { items } = await ran(jobOf({ method: "POST" }, { timeout: "2s" }));
				assert.deepEqual([items[0]?.outcome, items[0]?.attempts, trial.received.length], [outcome, 1, 1]);
				assert.match(items[0]?.message ?? "", message);
			});
		}

		it("a POST is sent again after a status that may pass, without a doubt", async () => {
			loses(9, closes("503 Service Unavailable"));
			const { items } = await ran(jobOf({ method: "POST" }));
			assert.deepEqual([items[0]?.code, items[0]?.attempts], ["503", 2]);
			assert.match(items[0]?.message ?? "", /answered 503 Service Unavailable\.$/);
		});

		it("a GET is sent again, as it changes nothing", async () => {
			loses(1, closes("200 OK"));
			assert.equal((await ran(jobOf({ method: "GET" }))).counts.succeeded, 1);
		});
	});

	it("can be marked as done, or skipped, by the user", async () => {
		for (const [decision, outcome] of [
			["done", "succeeded"],
			["skip", "skipped"],
		] as const) {
			trial.received.splice(0);
			loses(1, (socket) => socket.destroy());
			const { at } = await ran(jobOf({ method: "POST" }, { interrupted: "ask" }));
			assert.equal((await decided(at, decision))[outcome], 1);
			assert.equal(trial.received.length, 1);
		}
	});

	it("is of all items of its batch, which is not sent in halves", async () => {
		loses(9, (socket) => socket.destroy());
		const more = { items: { values: ["a", "b", "c"] }, batchSize: 3, interrupted: "ask" };
		const job = jobOf({ method: "POST", per: "batch", json: "{{ batch.items }}" }, more);
		const { counts, items } = await ran(job);
		assert.equal(counts.interrupted, 3);
		// On a busy machine they may come in more than one batch; but none of them twice.
		const sent = trial.received.flatMap(({ body }) => JSON.parse(body));
		assert.deepEqual(sent.sort(), ["a", "b", "c"]);
		for (const { message } of items) assert.match(message, /may have been done all the same/);
	});

	it("is remembered where a later try got an answer that is none to it", async () => {
		trial.answer = (response) => {
			if (trial.received.length === 1) response.socket?.destroy();
			else json(response, 503, {});
		};
		const { items } = await ran(
			jobOf({ method: "POST" }, { retry: { attempts: 2, minDelay: "0ms", maxDelay: "0ms" } }),
		);
		assert.deepEqual([items[0]?.outcome, items[0]?.code], ["failed", "503"]);
		assert.match(items[0]?.message ?? "", /Unavailable\. An earlier try may have been done all the same\.$/);
	});

	it("follows the job's own rules, which come first", async () => {
		loses(9, (socket) => socket.destroy());
		const { items } = await ran(jobOf({ method: "POST" }, { interrupted: "ask", errors: { fail: ["ECONNRESET"] } }));
		assert.deepEqual([items[0]?.outcome, trial.received.length], ["failed", 1]);
	});

	describe("leaves no doubt before it was sent:", () => {
		const servers: Server[] = [];
		afterEach(() => {
			for (const server of servers.splice(0)) server.close();
		});

		async function portOf(server: Server): Promise<number> {
			servers.push(server);
			server.listen(0, "127.0.0.1");
			await once(server, "listening");
			const address = server.address();
			return typeof address === "object" && address ? address.port : 0;
		}

		async function closedPort(): Promise<string> {
			const port = await portOf(createServer());
			servers.pop()?.close();
			return `http://127.0.0.1:${port}/`;
		}

		for (const [what, urlOf] of [
			["nobody listens", closedPort],
			["the host's name is not known", async () => "http://batchline.invalid/"],
			[
				"the server speaks no TLS",
				async () => {
					const plain = createServer((socket) => {
						socket.on("error", () => undefined).once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
					});
					return `https://127.0.0.1:${await portOf(plain)}/`;
				},
			],
		] as const) {
			it(what, async () => {
				const operation = await trial.prepare({ url: await urlOf(), method: "POST" });
				const live = attempt();
				await assert.rejects(async () => operation.run(itemOf(1), live), { mayBeDone: false });
				assert.equal(live.isSent, false);
			});
		}

		it("its connection is not made in time", async () => {
			const connected = Promise.withResolvers<void>();
			const deaf = createServer((socket) => {
				socket.on("error", () => undefined);
				connected.resolve();
			});
			const operation = await trial.prepare({ url: `https://127.0.0.1:${await portOf(deaf)}/`, method: "POST" });
			const live = attempt();
			const ended = assert.rejects(async () => operation.run(itemOf(1), live), /Out of time/);
			await connected.promise;
			live.abort(new Error("Out of time"));
			await ended;
			assert.equal(live.isSent, false);
		});
	});
});
