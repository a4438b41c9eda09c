import assert from "node:assert/strict";
import { appendFileSync, readFileSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { ExactNumber } from "../../../src/base/exactNumber.ts";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { RunSpool } from "../../../src/job/plan/items/spools.ts";
import { http } from "../../../src/sources/http.ts";
import type { SourceContext } from "../../../src/sources/sourceKind.ts";
import { PageServer } from "./pageServer.ts";
import { itemsFrom, kept } from "./readOn.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items of an API's pages", () => {
	let server: PageServer;
	let other: PageServer;
	let folder: TrialFolder;
	const warnings: string[] = [];
	before(async () => {
		server = await PageServer.start();
		other = await PageServer.start();
	});
	after(() => {
		server.stop();
		other.stop();
	});
	beforeEach(() => {
		folder = new TrialFolder();
		warnings.length = 0;
	});
	afterEach(() => folder.remove());

	const retry = { attempts: 3, minDelayMs: 1, maxDelayMs: 1, factor: 1, jitter: false };
	const log = { info: () => undefined, warn: (message: string) => void warnings.push(message), error: () => undefined };
	const open = (settings: object, context: Partial<SourceContext> = {}, isResumed = false) => {
		const spool = new RunSpool(join(folder.path, "run"), { isResumed });
		return folder.openWith({ spool, retry, log, ...context }, http, { url: `${server.origin}/posts`, ...settings });
	};
	const spoolFile = () => join(folder.path, "run", "items-1.spool");
	const values = async (settings: object) => (await itemsOf(await open(settings))).map(({ value }) => value);
	/** Seven items, three a page; each way to the next page gets what it asks for. */
	const all = [0, 1, 2, 3, 4, 5, 6];
	const pageOf = (start: number) => all.slice(start, start + 3);

	it("are asked for page by page, once, with the job's headers, and keep all their digits", async () => {
		server.answer((url, { headers }, response) => {
			assert.equal(headers.authorization, "Bearer s3cret");
			const start = Number(url.searchParams.get("start") ?? 0);
			if (start < 6)
				response.setHeader(
					"link",
					`</posts?start=${start + 3}&a="b,c">; title="x, y"; rel="prev next", <http://x/>; rel=last`,
				);
			return `{"data": [${pageOf(start).map((n) => `{"id": 900719925474099${n}3, "price": 1.50}`)}]}`;
		});
		const source = await open({ items: "/data", next: "link", headers: { authorization: "Bearer s3cret" } });
		assert.deepEqual(
			[source.summary, source.total(), server.asked.length],
			[`items of ${server.origin}/posts`, undefined, 1],
		);
		for (let reading = 0; reading < 2; reading++) {
			const items = await itemsOf(source);
			assert.deepEqual(
				items.map(({ index, key }) => [index, key]),
				all.map((n) => [n, String(n)]),
			);
			assert.deepEqual(items[6]?.value, {
				id: new ExactNumber("9007199254740996" + "3"),
				price: new ExactNumber("1.50"),
			});
		}
		assert.deepEqual(source.total(), { count: 7, exact: true });
		assert.equal(server.asked.length, 3);
	});

	it("are found by a URL or a cursor in the answer, by a page's number, by how many were before", async () => {
		server.answer((url) => {
			const get = (name: string) => Number(url.searchParams.get(name) ?? 0);
			const start =
				get("start") ||
				(get("cursor") - 9_007_199_254_740_000 || 0) % 100 ||
				get("skip") ||
				3 * Math.max(0, get("p") - 5);
			const page = pageOf(start < 0 ? 0 : start);
			const isLast = start >= 6;
			return {
				list: page,
				paging: {
					next: isLast ? null : `?start=${start + 3}`,
					cursor: isLast ? "" : 9_007_199_254_740_000 + start + 3,
				},
			};
		});
		const ways: readonly (readonly [next: unknown, asked: readonly string[]])[] = [
			["/paging/next", ["/posts?q=%20a", "/posts?start=3", "/posts?start=6"]],
			[
				{ cursor: "/paging/cursor", param: "cursor" },
				["/posts?q=%20a", "/posts?q=+a&cursor=9007199254740003", "/posts?q=+a&cursor=9007199254740006"],
			],
			[{ page: "p", first: 5 }, ["/posts?q=+a&p=5", "/posts?q=+a&p=6", "/posts?q=+a&p=7", "/posts?q=+a&p=8"]],
			[{ offset: "skip" }, ["/posts?q=%20a", "/posts?q=+a&skip=3", "/posts?q=+a&skip=6", "/posts?q=+a&skip=7"]],
			[undefined, ["/posts?q=%20a"]],
		];
		for (const [next, asked] of ways) {
			folder.remove();
			folder = new TrialFolder();
			server.asked.length = 0;
			const found = await values({ url: `${server.origin}/posts?q=%20a`, items: "/list", ...(next ? { next } : {}) });
			assert.deepEqual(found, next ? all : pageOf(0), JSON.stringify(next));
			assert.deepEqual(server.asked, asked);
		}
	});

	it("wait where the server asks for it, and are asked for again where that may help", async () => {
		const statuses = [429, 503, 200, 500, 500, 200];
		const times: number[] = [];
		server.answer((url, _, response) => {
			times.push(performance.now());
			response.statusCode = statuses.shift() ?? 200;
			if (response.statusCode === 429) response.setHeader("retry-after", "0.3");
			return response.statusCode === 200 ? { list: [url.search], next: url.search === "" ? "?2" : null } : "busy";
		});
		assert.deepEqual(await values({ items: "/list", next: "/next" }), ["", "?2"]);
		assert.ok((times[1] ?? 0) - (times[0] ?? 0) >= 299);
		assert.equal(warnings.length, 4);
		assert.match(warnings[0] ?? "", /answered 429 Too Many Requests\. The page is asked for again in /);
	});

	it("go to no other origin, and have an end", async () => {
		const secret = { headers: { "x-key": "s3cret" } };
		other.answer(() => ["never"]);
		const cases: readonly (readonly [next: unknown, answer: (url: URL) => unknown, message: RegExp])[] = [
			[
				"/next",
				() => ({ list: [1], next: `${other.origin}/posts?2` }),
				/next page is said to be at http:\/\/127\.0\.0\.1:\d+, and not at/,
			],
			["/next", (url) => ({ list: [1], next: url.href }), /the page itself/],
			["/next", (url) => ({ list: [url.search], next: url.search === "?b" ? "?a" : "?b" }), /come round again/],
			["/next", () => ({ list: [1], next: "abc" }), /is "abc"; expected the URL/],
			[{ page: "p" }, () => ({ list: [1, 2] }), /same page again, whatever "p" says/],
		];
		for (const [next, answer, message] of cases) {
			folder.remove();
			folder = new TrialFolder();
			server.answer(answer);
			await assert.rejects(values({ items: "/list", next, ...secret }), (error: SettingsError) => {
				assert.ok(error instanceof SettingsError, String(error));
				assert.match(error.message, message);
				assert.equal(error.path[0], "next");
				return true;
			});
		}
		// The second page is the first one again, and none of its items becomes one of ours.
		assert.deepEqual(server.asked, ["/posts?p=1", "/posts?p=2"]);
		assert.deepEqual(other.asked, []);
	});

	it("say what is wrong, at its place in the job", async () => {
		const cases: readonly (readonly [
			answer: (response: { statusCode: number }) => unknown,
			path: string,
			text: RegExp,
			settings?: object,
		])[] = [
			[
				(response) => {
					response.statusCode = 401;
					return '{"error":"no such key"}';
				},
				"url",
				/GET http.*\/posts answered 401 Unauthorized\. The server says: \{"error":"no such key"\}/,
			],
			[
				() => ({ data: { rows: [1] } }),
				"items",
				/has no list at \/items\. It has one at \/data\/rows\./,
				{ items: "/items" },
			],
			[() => [1], "items", /has no list at \/data\. It has one at its root: "items": ""\./, { items: "/data" }],
			[() => "<html>", "url", /is no JSON.* It begins: <html>/],
			[() => [], "url", /no template/, { url: `${server.origin}/{{ item.id }}` }],
			[() => [], "url", /"ftp:"/, { url: "ftp://x/" }],
			[() => [], "url", /nothing accepts connections.*It was asked for 3 times/, { url: "http://127.0.0.1:1/posts" }],
			[() => [], "headers", /cannot hold the character/, { headers: { "x-a": "b\nc" } }],
		];
		for (const [answer, path, text, settings = {}] of cases) {
			folder.remove();
			folder = new TrialFolder();
			server.answer((_url, _request, response) => answer(response));
			await assert.rejects(open(settings), (error: SettingsError) => {
				assert.ok(error instanceof SettingsError, String(error));
				assert.match(error.text, text);
				assert.equal(error.path[0], path);
				return true;
			});
		}
	});

	it("are those that the run had when it is resumed, and a page that was not kept whole is asked for again", async () => {
		let version = "old";
		server.answer((url) => {
			const start = Number(url.searchParams.get("skip") ?? 0);
			return pageOf(start).map((n) => `${version} ${n}`);
		});
		const settings = { next: { offset: "skip" } };
		const source = await open(settings);
		let seen = 0;
		for await (const chunk of source.chunks(new AbortController().signal)) {
			seen += chunk.length;
			if (seen > 3) break;
		}
		const position = kept(source.position?.(4));
		assert.equal(position.index, 3);
		version = "new";
		truncateSync(spoolFile(), statSync(spoolFile()).size - 5);
		server.asked.length = 0;
		const resumed = await open(settings, {}, true);
		assert.equal(await resumed.changeSince?.({ index: 3 }), undefined);
		assert.deepEqual(
			(await itemsFrom(resumed, position)).map(({ value }) => value),
			["new 3", "new 4", "new 5", "new 6"],
		);
		assert.deepEqual(server.asked, ["/posts?skip=3", "/posts?skip=6", "/posts?skip=7"]);
		server.asked.length = 0;
		appendFileSync(spoolFile(), '"torn');
		assert.deepEqual(
			(await itemsOf(await open(settings, {}, true))).map(({ value }) => value),
			["old 0", "old 1", "old 2", "new 3", "new 4", "new 5", "new 6"],
		);
		assert.deepEqual(server.asked, []);
	});

	it("leave no secret on the disk, though the server puts it into the next page's address", async () => {
		const secret = "k/y & 1";
		const keys: (string | null)[] = [];
		server.answer((url) => {
			keys.push(url.searchParams.get("key"));
			const start = Number(url.searchParams.get("start") ?? 0);
			const next = `/posts?key=${encodeURIComponent(secret)}&start=${start + 3}`;
			return { list: pageOf(start), next: start < 6 ? next : null };
		});
		const settings = { url: `${server.origin}/posts?key=${encodeURIComponent(secret)}`, items: "/list", next: "/next" };
		const first = await open(settings, { secrets: [secret] });
		assert.equal(first.summary, `items of ${server.origin}/posts`);
		const text = readFileSync(spoolFile(), "utf8");
		for (const form of [secret, encodeURIComponent(secret)]) assert.equal(text.includes(form), false);
		assert.deepEqual((await itemsOf(await open(settings, { secrets: [secret] }, true))).length, 7);
		assert.deepEqual(keys, [secret, secret, secret]);
	});

	it("end without an error when the run is stopped, though an answer is waited for", async () => {
		const stop = new AbortController();
		server.answer((url) => {
			if (url.search === "") return { list: [1], next: "?2" };
			stop.abort();
			return undefined;
		});
		const source = await open({ items: "/list", next: "/next" });
		let count = 0;
		for await (const chunk of source.chunks(stop.signal)) count += chunk.length;
		assert.equal(count, 1);
	});
});
