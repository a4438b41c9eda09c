import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import type { OperationError } from "../../../../src/engine/index.ts";
import { startRun } from "../../../../src/job/launch/launch.ts";
import { TrialFolder } from "../../job/trialJob.ts";
import { attempt, HttpTrial, itemOf, type TrialContext } from "./httpTrial.ts";

/** Requests as they came, by connection: `POST 2` is one on the second connection. */
const seen: string[] = [];

const endings = {
	"is reset": (socket: Socket) => socket.resetAndDestroy(),
	"is closed": (socket: Socket) => socket.end(),
} as const;

describe("a connection that the server has closed meanwhile", () => {
	let trial: HttpTrial;
	let server: Server;
	let origin: string;
	/** What the server does with a request, by how many the connection had before. */
	let onRequest: (socket: Socket, before: number) => void;

	/** Connections, in all. */
	let made = 0;
	const sockets = new Set<Socket>();

	const answer = (socket: Socket) => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");

	beforeEach(async () => {
		seen.splice(0);
		trial = await HttpTrial.create();
		made = 0;
		sockets.clear();
		server = createServer((socket) => {
			const number = ++made;
			sockets.add(socket);
			let before = 0;
			socket.on("error", () => undefined);
			socket.on("data", (bytes) => {
				const [method] = bytes.toString("latin1").split(" ");
				seen.push(`${method} ${number}`);
				onRequest(socket, before++);
			});
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
	});

	afterEach(async () => {
		await trial.dispose();
		server.close();
	});

	async function twice(method: "GET" | "POST" | "PATCH" | "PUT" | "PURGE", context: TrialContext = {}) {
		const operation = await trial.prepare({ url: origin, method }, { concurrency: 1, ...context });
		await operation.run(itemOf(1), attempt());
		return Promise.resolve(operation.run(itemOf(2), attempt())).then(
			() => undefined,
			(error: OperationError) => error,
		);
	}

	for (const [what, end] of Object.entries(endings)) {
		for (const method of ["GET", "POST", "PATCH", "PUT"] as const) {
			it(`costs a ${method} no attempt where it ${what}: it is sent again at once`, async () => {
				onRequest = (socket, before) => (before === 0 ? answer(socket) : end(socket));
				assert.equal(await twice(method), undefined);
				assert.deepEqual(seen, [`${method} 1`, `${method} 1`, `${method} 2`]);
			});
		}
	}

	it("costs the items of a run nothing, however few tries they have", async () => {
		onRequest = (socket, before) => (before % 2 === 0 ? answer(socket) : socket.resetAndDestroy());
		const folder = new TrialFolder();
		try {
			const job = folder.job({
				items: { values: [1, 2, 3, 4, 5, 6] },
				run: { http: { url: origin, method: "POST" } },
				retry: { attempts: 1 },
				concurrency: 1,
			});
			const { counts } = await (await startRun(job, folder.options())).finish();
			assert.deepEqual([counts.succeeded, counts.retries], [6, 0]);
		} finally {
			folder.dispose();
		}
	});

	it("is found by one request of several, where the server is gone", async () => {
		let isGone = false;
		let requests = 0;
		const all = Promise.withResolvers<void>();
		onRequest = (socket, before) => {
			requests++;
			if (before === 0 && !isGone) answer(socket);
			if (requests === 16) all.resolve();
		};
		const operation = await trial.prepare(origin, { concurrency: 8 });
		const eight = () =>
			Promise.allSettled(Array.from({ length: 8 }, (_, n) => Promise.resolve(operation.run(itemOf(n), attempt()))));
		await eight();
		const ended = eight();
		await all.promise;
		isGone = true;
		server.on("connection", (socket) => socket.destroy());
		for (const socket of sockets) socket.resetAndDestroy();
		for (const { status } of await ended) assert.equal(status, "rejected");
		assert.ok(made <= 9, `${made} connections were made`);
	});

	it("is tried once more, and not again", async () => {
		let requests = 0;
		onRequest = (socket) => (++requests === 1 ? answer(socket) : socket.resetAndDestroy());
		const error = await twice("POST");
		assert.deepEqual([error?.code, error?.mayBeDone, seen.length], ["ECONNRESET", true, 3]);
	});

	it("is no such case where it had answered nothing before", async () => {
		onRequest = (socket) => socket.resetAndDestroy();
		const operation = await trial.prepare({ url: origin, method: "POST" });
		await assert.rejects(async () => operation.run(itemOf(1), attempt()), { code: "ECONNRESET" });
		assert.equal(seen.length, 1);
	});

	it("is no such case where the answer had begun", async () => {
		onRequest = (socket, before) => {
			if (before === 0) answer(socket);
			else socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf");
		};
		assert.equal((await twice("POST"))?.code, "ECONNRESET");
		assert.equal(seen.length, 2);
	});

	it("is no such case for a request that must not be repeated", async () => {
		onRequest = (socket, before) => (before === 0 ? answer(socket) : socket.resetAndDestroy());
		assert.equal((await twice("PURGE"))?.code, "ECONNRESET");
		assert.equal(seen.length, 2);
		for (const interrupted of ["skip", "ask"] as const) {
			seen.splice(0);
			assert.equal((await twice("POST", { interrupted }))?.mayBeDone, true);
			assert.equal(seen.length, 2);
		}
	});
});
