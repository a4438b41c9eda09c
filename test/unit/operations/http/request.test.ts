import assert from "node:assert/strict";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import { idempotencyKeyOf } from "../../../../src/engine/model/idempotencyKey.ts";
import { httpOperation } from "../../../../src/operations/http/http.ts";
import { trialOrigin } from "../trialAttempt.ts";
import { attempt, HttpTrial, itemOf } from "./httpTrial.ts";

/** Keeps `${` out of template literals, where it would be JavaScript's. */
const variable = (expression: string) => `\${${expression}}`;

describe("an HTTP request", () => {
	let trial: HttpTrial;
	beforeEach(async () => {
		trial = await HttpTrial.create();
	});
	afterEach(() => trial.dispose());

	it("is a GET where the job has no more than a URL", async () => {
		assert.deepEqual(await trial.send(`${trial.origin}/posts/{{ item.id }}?n={{ index }}`, { id: 7 }), {
			status: 200,
			body: { ok: true },
		});
		const { method, path, body, headers } = trial.last;
		assert.deepEqual([method, path, body], ["GET", "/posts/7?n=0", ""]);
		assert.equal(headers["user-agent"], "batchline");
		assert.equal(headers["content-type"], undefined);
	});

	it("keeps the types of values in JSON, and inserts them as text beside other text", async () => {
		const template = {
			id: "{{ item.id }}",
			isNew: "{{ item.isNew }}",
			tags: "{{ item.tags }}",
			none: "{{ item.none }}",
			title: "No. {{ item.id }}: {{ item.title }}",
			nested: [1, { key: "{{ key }}" }],
			plain: null,
		};
		const value = { id: 17, isNew: false, tags: ["a", { b: 1 }], none: null, title: 'say "hi"\n{{ item.id }}' };
		await trial.send({ url: trial.origin, method: "POST", json: template }, value);
		assert.equal(trial.last.headers["content-type"], "application/json");
		assert.deepEqual(JSON.parse(trial.last.body), {
			id: 17,
			isNew: false,
			tags: ["a", { b: 1 }],
			none: null,
			title: 'No. 17: say "hi"\n{{ item.id }}',
			nested: [1, { key: "k0" }],
			plain: null,
		});
	});

	it("sends a text as it is rendered, in UTF-8", async () => {
		await trial.send({ url: trial.origin, method: "PUT", body: "<t>{{ item }}</t>" }, "grüße ✓");
		assert.equal(trial.last.body, "<t>grüße ✓</t>");
		assert.equal(trial.last.headers["content-type"], "text/plain; charset=utf-8");
	});

	it("lets the job's headers come before its own, whatever their case", async () => {
		const headers = { "Content-Type": "application/x-ndjson", "USER-AGENT": "mine", "Idempotency-Key": "{{ key }}" };
		await trial.send({ url: trial.origin, method: "POST", headers, body: "x" }, 1);
		const { "content-type": type, "user-agent": agent, "idempotency-key": key } = trial.last.headers;
		assert.deepEqual([type, agent, key], ["application/x-ndjson", "mine", "k0"]);
	});

	for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
		it(`has the same idempotency key at each attempt of a ${method}, and another for another item, even of the same key`, async () => {
			const operation = await trial.prepare({ url: trial.origin, method });
			await operation.run(itemOf(1), attempt(1));
			await operation.run(itemOf(1), attempt(2));
			await operation.run(itemOf(1, 1), attempt(1, "k1", 1));
			await operation.run({ ...itemOf(1, 2), key: "k1" }, attempt(1, "k1", 2));
			assert.deepEqual(
				trial.received.map(({ headers }) => headers["idempotency-key"]),
				[
					{ index: 0, key: "k0" },
					{ index: 0, key: "k0" },
					{ index: 1, key: "k1" },
					{ index: 2, key: "k1" },
				].map((item) => idempotencyKeyOf(trialOrigin, item)),
			);
		});
	}

	for (const method of ["GET", "HEAD", "OPTIONS"] as const) {
		it(`has no idempotency key when it is a ${method}`, async () => {
			await trial.send({ url: trial.origin, method }, 1);
			assert.equal(trial.last.headers["idempotency-key"], undefined);
		});
	}

	it("fills in secrets and other variables as they are, unlike an item's values", async () => {
		await trial.send(
			{
				url: `${variable("env:BASE")}/v1/{{ item }}`,
				headers: { authorization: `Bearer ${variable("secret:token")}` },
			},
			"a b",
			{ "env:BASE": `${trial.origin}/api`, "secret:token": "s3cr3t" },
		);
		assert.deepEqual([trial.last.path, trial.last.headers.authorization], ["/api/v1/a%20b", "Bearer s3cr3t"]);
	});

	it("can be looked at without being sent", async () => {
		const operation = await trial.prepare({
			url: `${trial.origin}/{{ item.id }}`,
			method: "PATCH",
			headers: { "x-title": "{{ item.title }}" },
			json: { id: "{{ item.id }}" },
		});
		assert.deepEqual(operation.preview(itemOf({ id: 5, title: "five" })), {
			method: "PATCH",
			url: `${trial.origin}/5`,
			headers: { "user-agent": "batchline", "content-type": "application/json", "x-title": "five" },
			json: { id: 5 },
		});
		assert.equal(trial.received.length, 0);
	});

	it("is described in a few words", () => {
		assert.equal(httpOperation.describe("https://a.example/{{ item }}"), "GET https://a.example/{{ item }}");
		assert.equal(
			httpOperation.describe(httpOperation.schema.parse({ url: "https://a.example", method: "POST" })),
			"POST https://a.example",
		);
	});

	it("is not sent if the item lacks a field; the error suggests the most similar one", async () => {
		const operation = await trial.prepare({ url: trial.origin, method: "POST", json: { t: "{{ item.titel }}" } });
		const message = 'item has no field "titel". It has: title, body. Did you mean "title"?';
		await assert.rejects(async () => operation.run(itemOf({ title: "a", body: "b" }), attempt()), {
			name: "ValidationError",
			message,
		});
		assert.throws(
			() => operation.preview(itemOf({ title: "a", body: "b" })),
			(error: unknown) => {
				assert.ok(error instanceof SettingsError);
				assert.deepEqual([error.path, error.suggestion], [["json", "t"], 'Did you mean "title"?']);
				return true;
			},
		);
		assert.equal(trial.received.length, 0);
	});

	describe("keeps a header one header:", () => {
		for (const [what, value] of [
			["CR and LF", "a\r\nx-evil: 1"],
			["a bare LF", "a\nx-evil: 1"],
			["a bare CR", "a\rx-evil: 1"],
			["NUL", "a\0b"],
			["letters beyond Latin 1", "snow ☃"],
			["half an emoji", "\ud83d"],
		] as const) {
			it(`an item with ${what} in it is refused, by the header's name`, async () => {
				const settings = { url: trial.origin, headers: { "x-title": "{{ item }}" } };
				await assert.rejects(trial.send(settings, value), {
					name: "ValidationError",
					message: /"x-title" cannot hold/,
				});
				assert.equal(trial.received.length, 0);
			});
		}

		it("Latin letters and tabs come through", async () => {
			await trial.send({ url: trial.origin, headers: { "x-title": "{{ item }}" } }, "grüße\taus");
			assert.equal(trial.last.headers["x-title"], "grüße\taus");
		});

		it("other text comes through encoded", async () => {
			await trial.send({ url: trial.origin, headers: { "x-title": "{{ item | url_encode }}" } }, "☃\r\nx: y");
			assert.equal(trial.last.headers["x-title"], "%E2%98%83%0D%0Ax%3A+y");
		});

		it("a secret with a line end is refused before the run, and not shown", async () => {
			const settings = { url: trial.origin, headers: { authorization: `Bearer ${variable("secret:token")}` } };
			await assert.rejects(trial.prepare(settings, { values: { "secret:token": "hunter2\n" } }), (error: unknown) => {
				assert.ok(error instanceof SettingsError);
				assert.deepEqual(error.path, ["headers", "authorization"]);
				assert.match(error.message, /"authorization" cannot hold the character "\\n"/);
				assert.doesNotMatch(error.message, /hunter2/);
				return true;
			});
		});
	});

	describe("is refused before the run where", () => {
		const cases: [string, Parameters<HttpTrial["prepare"]>[0], string[], RegExp][] = [
			["a template names something unknown", "https://a.example/{{ itme.id }}", [], /Unknown name "itme"/],
			["a template does not end", { url: "https://a.example/{{ item.id" }, ["url"], /Template/],
			["the body has an unknown filter", { url: "https://a.example", body: "{{ item | shout }}" }, ["body"], /"shout"/],
			["a header name is invalid", { url: "https://a.example", headers: { "x y": "1" } }, ["headers", "x y"], /"x y"/],
			[
				"a header frames the message",
				{ url: "https://a.example", headers: { "Content-Length": "3" } },
				["headers", "Content-Length"],
				/"Content-Length" is set/,
			],
			[
				"the item would choose the host header",
				{ url: "https://a.example", headers: { Host: "{{ item }}" } },
				["headers", "Host"],
				/"host" must be the same/,
			],
		];
		for (const [what, settings, path, message] of cases) {
			it(what, async () => {
				await assert.rejects(trial.prepare(settings), (error: unknown) => {
					assert.ok(error instanceof SettingsError);
					assert.deepEqual(error.path, path);
					assert.match(error.message, message);
					return true;
				});
			});
		}
	});
});
