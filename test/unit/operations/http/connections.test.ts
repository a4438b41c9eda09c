import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { CategoryTable } from "../../../../src/engine/errors/categoryTable.ts";
import { failureOf } from "../../../../src/engine/errors/failureOf.ts";
import { noRules, type OperationError } from "../../../../src/engine/index.ts";
import { attempt, HttpTrial, itemOf, json } from "./httpTrial.ts";

const categories = new CategoryTable(noRules);

describe("the connections of HTTP requests", () => {
	let trial: HttpTrial;
	const servers: Server[] = [];
	beforeEach(async () => {
		trial = await HttpTrial.create();
	});
	afterEach(async () => {
		await trial.dispose();
		for (const server of servers.splice(0)) server.close();
	});

	/** A server that does not speak HTTP; returns its port. */
	async function rawServer(onSocket: (socket: Socket) => void): Promise<number> {
		const server = createServer((socket) => {
			// Most of these connections end with a reset.
			socket.on("error", () => undefined);
			onSocket(socket);
		});
		servers.push(server);
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return (server.address() as AddressInfo).port;
	}

	async function errorOf(url: string): Promise<OperationError> {
		return trial.send(url, 1).then(
			(result) => assert.fail(`Succeeded with ${JSON.stringify(result)}.`),
			(error: OperationError) => error,
		);
	}

	it("are reused, and are no more than the items that are worked on at once", async () => {
		const operation = await trial.prepare(`${trial.origin}/{{ item }}`, { concurrency: 3 });
		let next = 0;
		const lane = async () => {
			while (next < 60) await operation.run(itemOf(next++), attempt());
		};
		await Promise.all([lane(), lane(), lane()]);
		assert.equal(trial.received.length, 60);
		assert.equal(trial.sockets.length, 3);
	});

	it("are closed when the operation is disposed of", async () => {
		const operation = await trial.prepare(trial.origin);
		await operation.run(itemOf(1), attempt());
		assert.equal(trial.sockets[0]?.destroyed, false);
		await operation.dispose();
		await closed(trial.sockets[0]);
	});

	describe("when the attempt is aborted", () => {
		const reason = new Error("Out of time.");

		/** Aborts once `started` resolves; returns what the operation throws. */
		async function aborted(url: string, started: Promise<unknown>): Promise<unknown> {
			const operation = await trial.prepare(url);
			const live = attempt();
			const work = Promise.resolve(operation.run(itemOf(1), live)).then(
				() => assert.fail("Succeeded."),
				(error: unknown) => error,
			);
			await started;
			live.abort(reason);
			return work;
		}

		it("close while the server thinks", async () => {
			const { promise: started, resolve } = Promise.withResolvers<void>();
			trial.answer = () => resolve();
			assert.equal(await aborted(trial.origin, started), reason);
			await closed(trial.sockets[0]);
		});

		it("close in the middle of a body", async () => {
			const { promise: started, resolve } = Promise.withResolvers<void>();
			trial.answer = (response) => response.writeHead(200).write("half", () => resolve());
			assert.equal(await aborted(trial.origin, started), reason);
			await closed(trial.sockets[0]);
		});

		it("are not waited for where they are still being made", async () => {
			const { promise: started, resolve } = Promise.withResolvers<Socket>();
			const port = await rawServer(resolve);
			assert.equal(await aborted(`https://127.0.0.1:${port}/`, started), reason);
		});
	});

	it("that are still being made end with the operation", async () => {
		const { promise: started, resolve } = Promise.withResolvers<Socket>();
		const port = await rawServer(resolve);
		const operation = await trial.prepare(`https://127.0.0.1:${port}/`);
		const ended = assert.rejects(async () => operation.run(itemOf(1), attempt()));
		const socket = await started;
		await operation.dispose();
		await closed(socket.resume());
		await ended;
	});

	describe("tell what went wrong:", () => {
		it("nobody listens", async () => {
			const port = await rawServer(() => undefined);
			const [server] = servers.splice(0);
			server?.close();
			const error = await errorOf(`http://127.0.0.1:${port}/x?secret=1`);
			assert.deepEqual(
				[error.name, error.code, error.message],
				[
					"ConnectionError",
					"ECONNREFUSED",
					`GET http://127.0.0.1:${port}/x failed (ECONNREFUSED): nothing accepts connections at 127.0.0.1:${port}. Is the server running?`,
				],
			);
			assert.equal(failureOf(error, categories, (text) => text).category, "retry");
		});

		it("nobody listens on any of a name's addresses", async () => {
			const port = await rawServer(() => undefined);
			const [server] = servers.splice(0);
			server?.close();
			const error = await errorOf(`http://localhost:${port}/`);
			assert.equal(error.code, "ECONNREFUSED");
			assert.match(error.message, new RegExp(`nothing accepts connections at .*127\\.0\\.0\\.1:${port}`));
			assert.match(error.detail ?? "", /ECONNREFUSED/);
		});

		it("the host's name is not known", async () => {
			const error = await errorOf("http://batchline.invalid/");
			assert.match(String(error.code), /^(ENOTFOUND|EAI_AGAIN)$/);
			assert.match(error.message, /the host's name, "batchline\.invalid", /);
			assert.equal(failureOf(error, categories, (text) => text).category, "retry");
		});

		it("the server hangs up", async () => {
			const port = await rawServer((socket) => socket.once("data", () => socket.destroy()));
			const error = await errorOf(`http://127.0.0.1:${port}/`);
			assert.equal(error.code, "ECONNRESET");
			const closedEarly = `the connection to 127.0.0.1:${port} was closed before the response was complete.`;
			assert.ok(error.message.endsWith(closedEarly), error.message);
		});

		for (const [what, head] of [
			["of a known length", "content-length: 100"],
			["in chunks", "transfer-encoding: chunked"],
		] as const) {
			it(`the server hangs up in the middle of a body ${what}`, async () => {
				const port = await rawServer((socket) =>
					socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\n${head}\r\n\r\n5\r\nhello`)),
				);
				const error = await errorOf(`http://127.0.0.1:${port}/`);
				assert.equal(error.code, "ECONNRESET");
				assert.equal(failureOf(error, categories, (text) => text).category, "retry");
			});
		}

		it("the server speaks something else", async () => {
			const port = await rawServer((socket) => socket.end("220 smtp.example ESMTP\r\n"));
			const error = await errorOf(`http://127.0.0.1:${port}/`);
			assert.match(error.message, /failed \(HTTPParserError\): Response does not match the HTTP\/1\.1 protocol/);
		});

		it("the server speaks no TLS", async () => {
			const port = await rawServer((socket) =>
				socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
			);
			const error = await errorOf(`https://127.0.0.1:${port}/`);
			assert.match(error.message, /the server does not speak TLS on that port\. Is it http:\/\/ there\?$/);
		});
	});

	it("are made anew after the server closed them", async () => {
		trial.answer = (response) => json(response.setHeader("connection", "close"), 200, 1);
		const operation = await trial.prepare(trial.origin, { concurrency: 1 });
		for (const n of [1, 2, 3]) assert.deepEqual(await operation.run(itemOf(n), attempt()), { status: 200, body: 1 });
		assert.equal(trial.sockets.length, 3);
	});
});

/** Resolves when the server's end of a connection is closed, in whatever way. */
async function closed(socket: Socket | undefined): Promise<void> {
	assert.ok(socket);
	if (!socket.closed) await new Promise((resolve) => socket.once("close", resolve));
}
