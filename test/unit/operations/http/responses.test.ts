import assert from "node:assert/strict";
import type { OutgoingHttpHeaders } from "node:http";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { OperationError } from "../../../../src/engine/index.ts";
import { attempt, HttpTrial, itemOf, json } from "./httpTrial.ts";

describe("the response to an HTTP request", () => {
	let trial: HttpTrial;
	beforeEach(async () => {
		trial = await HttpTrial.create();
	});
	afterEach(() => trial.dispose());

	/** What becomes of a response with this body. */
	async function resultOf(body: string | Buffer, headers: OutgoingHttpHeaders, status = 200): Promise<unknown> {
		trial.answer = (response) => response.writeHead(status, headers).end(body);
		return trial.send(trial.origin, 1);
	}

	/** What the operation throws for it. */
	async function errorOf(work: Promise<unknown>): Promise<OperationError> {
		return work.then(
			(result) => assert.fail(`Succeeded with ${JSON.stringify(result)}.`),
			(error: OperationError) => error,
		);
	}

	for (const [type, body, expected] of [
		["application/json", '{"id":1,"tags":["a"]}', { id: 1, tags: ["a"] }],
		["application/problem+json; charset=utf-8", '{"title":"x"}', { title: "x" }],
		["APPLICATION/JSON ;x=y", "null", null],
		["application/json", "\ufeff[1]", [1]],
		["application/json", "{ oops", "{ oops"],
		["application/x-ndjson", '{"a":1}\n', '{"a":1}\n'],
		["text/plain", '{"a":1}', '{"a":1}'],
		["text/html; charset=utf-8", "<b>grüße ☃</b>", "<b>grüße ☃</b>"],
		["text/plain; charset=unheard-of", "grüße", "grüße"],
		["application/json", "", null],
		["text/plain", "", null],
	] as const) {
		it(`of ${type} with ${JSON.stringify(body)} is ${JSON.stringify(expected)}`, async () => {
			assert.deepEqual(await resultOf(body, { "content-type": type }), { status: 200, body: expected });
		});
	}

	it("is text where it has no type", async () => {
		assert.deepEqual(await resultOf('{"a":1}', {}), { status: 200, body: '{"a":1}' });
	});

	it("has the location of what was made, where the server names it", async () => {
		const made = { location: "https://a.example/posts/17" };
		assert.deepEqual(await resultOf("", made, 201), { status: 201, body: null, ...made });
	});

	for (const [what, type, bytes, body, isBinary] of [
		["no text", "image/png", [0x89, 0x50, 0x4e, 0x47], "\ufffdPNG", true],
		["not in the charset that it names", "text/plain; charset=utf-8", [0x6e, 0xe9, 0x65], "n\ufffde", true],
		["not in another charset", "text/plain; charset=shift_jis", [0x61, 0xff], "a\ufffd", true],
		["JSON with a byte that is no text", "application/json", [0x5b, 0x22, 0xff, 0x22, 0x5d], ["\ufffd"], true],
		["a replacement character itself", "text/plain", [0xef, 0xbf, 0xbd], "\ufffd", false],
	] as const) {
		it(`says ${isBinary ? "that it cannot be read as text" : "nothing"} where it is ${what}`, async () => {
			const result = await resultOf(Buffer.from(bytes), { "content-type": type });
			assert.deepEqual(result, { status: 200, body, ...(isBinary && { bodyIsBinary: true }) });
		});
	}

	it("is read in its charset", async () => {
		const latin1 = Buffer.from("grüße", "latin1");
		const result = await resultOf(latin1, { "content-type": 'text/plain; charset="ISO-8859-1"' });
		assert.deepEqual(result, { status: 200, body: "grüße" });
	});

	for (const status of [204, 205, 201]) {
		it(`has a null for a body where ${status} comes without one`, async () => {
			assert.deepEqual(await resultOf("", {}, status), { status, body: null });
		});
	}

	it("comes in pieces, which may cut a letter in two", async () => {
		const bytes = Buffer.from('{"text":"grüße"}');
		trial.answer = (response) => {
			response.writeHead(200, { "content-type": "application/json" });
			response.write(bytes.subarray(0, 12), () => response.end(bytes.subarray(12)));
		};
		assert.deepEqual(await trial.send(trial.origin, 1), { status: 200, body: { text: "grüße" } });
	});

	for (const [encoding, pack] of [
		["gzip", gzipSync],
		["deflate", deflateSync],
		["deflate", deflateRawSync],
		["gzip, br", (bytes: Buffer) => brotliCompressSync(gzipSync(bytes))],
		["gzip,gzip", (bytes: Buffer) => gzipSync(gzipSync(bytes))],
		["br", brotliCompressSync],
		["zstd", zstdCompressSync],
		["identity", (bytes: Buffer) => bytes],
	] as const) {
		it(`is unpacked from ${encoding}`, async () => {
			const packed = pack(Buffer.from('{"a":1}'));
			const result = await resultOf(packed, { "content-type": "application/json", "content-encoding": encoding });
			assert.deepEqual(result, { status: 200, body: { a: 1 } });
		});
	}

	it("is an error where it cannot be unpacked", async () => {
		for (const encoding of ["gzip", "compress"]) {
			const error = await errorOf(resultOf("not packed", { "content-encoding": encoding }));
			assert.equal(
				error.message,
				`The response to GET ${trial.origin}/ cannot be unpacked (content-encoding: ${encoding}).`,
			);
		}
	});

	describe("with a body over 10 MB", () => {
		it("is an error that is not tried again, and ends the transfer", async () => {
			let written = 0;
			trial.answer = (response) => {
				const more = () => {
					while (!response.destroyed && response.write(Buffer.alloc(65_536, "x"))) written += 65_536;
				};
				response.on("drain", more);
				more();
			};
			const error = await errorOf(trial.send(trial.origin, 1));
			assert.equal(error.category, "fail");
			assert.match(error.message, /is longer than 10 MB, which is the most that a result may hold\./);
			assert.ok(written < 100_000_000, `${written} bytes were sent`);
		});

		it("is no error if it is exactly that large", async () => {
			const result = (await resultOf(Buffer.alloc(10_000_000, "x"), {})) as { body: string };
			assert.equal(result.body.length, 10_000_000);
		});

		it("is the same error if it is too long only when unpacked", async () => {
			const error = await errorOf(resultOf(gzipSync(Buffer.alloc(10_000_001)), { "content-encoding": "gzip" }));
			assert.match(error.message, /is longer than 10 MB/);
		});

		it("still tells its status if that is not an expected one", async () => {
			const error = await errorOf(resultOf(Buffer.alloc(11_000_000, "x"), {}, 503));
			assert.deepEqual([error.code, error.detail?.slice(0, 3)], [503, "xxx"]);
		});
	});

	describe("with another status than expected", () => {
		it("is an error that names request and status, and has the body for its detail", async () => {
			trial.answer = (response) => json(response, 503, { error: "busy" });
			const error = await errorOf(trial.send({ url: `${trial.origin}/posts/{{ item }}?key=1`, method: "POST" }, 17));
			assert.deepEqual(
				[error.name, error.message, error.code, error.category, error.detail],
				[
					"HttpError",
					`POST ${trial.origin}/posts/17 answered 503 Service Unavailable.`,
					503,
					undefined,
					'{"error":"busy"}',
				],
			);
		});

		it("is an error also for a status that has no name, and for no body", async () => {
			const error = await errorOf(resultOf("", {}, 599));
			assert.deepEqual([error.message, error.detail], [`GET ${trial.origin}/ answered 599.`, undefined]);
		});

		it("has its detail unpacked", async () => {
			const error = await errorOf(resultOf(gzipSync("why"), { "content-encoding": "gzip" }, 500));
			assert.equal(error.detail, "why");
		});

		it("is an error also when it cannot be unpacked", async () => {
			const error = await errorOf(resultOf("why", { "content-encoding": "gzip" }, 500));
			assert.deepEqual([error.code, error.detail], [500, undefined]);
		});

		it("says what the job expects", async () => {
			trial.answer = (response) => json(response, 200, {});
			const error = await errorOf(trial.send({ url: trial.origin, expect: [201, 204] }, 1));
			assert.equal(error.message, `GET ${trial.origin}/ answered 200 OK, expected 201 or 204.`);
		});
	});

	it("succeeds with any status that the job expects", async () => {
		trial.answer = (response) => json(response, 404, { gone: true });
		const result = await trial.send({ url: trial.origin, expect: [200, 404] }, 1);
		assert.deepEqual(result, { status: 404, body: { gone: true } });
	});

	it("is not followed if it is a redirect", async () => {
		trial.answer = (response) => response.writeHead(307, { location: `${trial.origin}/elsewhere` }).end();
		const error = await errorOf(trial.send(`${trial.origin}/here`, 1));
		assert.equal(error.code, 307);
		assert.equal(
			error.message,
			`GET ${trial.origin}/here answered 307 Temporary Redirect (to ${trial.origin}/elsewhere), and redirects are not followed.`,
		);
		assert.deepEqual(
			trial.received.map(({ path }) => path),
			["/here"],
		);
	});

	it("may come after interim responses", async () => {
		trial.answer = (response) => {
			response.writeProcessing();
			response.writeEarlyHints({ link: "</a>; rel=preload" });
			json(response, 200, { final: true });
		};
		assert.deepEqual(await trial.send(trial.origin, 1), { status: 200, body: { final: true } });
	});

	it("frees its connection, whatever it was", async () => {
		const operation = await trial.prepare(trial.origin, { concurrency: 1 });
		const answers = [200, 204, 404, 503, 301].map((status) => ({ status, body: "x".repeat(200_000) }));
		for (const { status, body } of answers) {
			trial.answer = (response) => response.writeHead(status).end(status === 204 ? undefined : body);
			await Promise.resolve(operation.run(itemOf(1), attempt())).catch(() => undefined);
		}
		assert.deepEqual([trial.received.length, trial.sockets.length], [5, 1]);
	});
});
