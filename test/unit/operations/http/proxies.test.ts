import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import type { OperationError } from "../../../../src/engine/index.ts";
import { Proxies } from "../../../../src/http/proxies.ts";
import { type ProxySettings, proxiesOf } from "../../../../src/http/proxySettings.ts";
import { startRun } from "../../../../src/job/launch/launch.ts";
import { problemsOf, TrialFolder } from "../../job/trialJob.ts";
import { attempt, HttpTrial, itemOf, json } from "./httpTrial.ts";
import { TrialProxy } from "./trialProxy.ts";

const none: ProxySettings = { http: undefined, https: undefined, direct: "" };

describe("HTTP requests through a proxy", () => {
	let trial: HttpTrial;
	let proxy: TrialProxy;

	beforeEach(async () => {
		trial = await HttpTrial.create();
		proxy = await TrialProxy.create(Number(new URL(trial.origin).port));
	});

	afterEach(async () => {
		await trial.dispose();
		proxy.close();
	});

	async function sent(url: string, proxies: ProxySettings, method: "GET" | "POST" = "POST") {
		const body = method === "POST" ? { json: { n: "{{ item }}" } } : {};
		const operation = await trial.prepare({ url, method, ...body }, { proxies });
		return Promise.resolve(operation.run(itemOf(7), attempt()));
	}

	async function failed(url: string, proxies: ProxySettings): Promise<OperationError> {
		return sent(url, proxies).then(
			() => assert.fail("Succeeded."),
			(error: OperationError) => error,
		);
	}

	it("ask it for the URL, with the host's name, and everything that they have without one", async () => {
		const result = await sent("http://intranet.invalid/posts?q={{ item }}", proxy.settings());
		assert.deepEqual(result, { status: 200, body: { ok: true } });
		assert.deepEqual(proxy.received, ["POST http://intranet.invalid/posts?q=7"]);
		const { path, body, headers } = trial.last;
		assert.deepEqual([path, body, headers.host], ["/posts?q=7", '{"n":7}', "intranet.invalid"]);
		assert.ok(headers["idempotency-key"]);
		assert.deepEqual(proxy.authorizations, [undefined]);
	});

	it("give it its credentials, and nobody else", async () => {
		await sent("http://intranet.invalid/", proxy.settings("ann%40corp:pass%25word@"));
		const expected = `Basic ${Buffer.from("ann@corp:pass%word").toString("base64")}`;
		assert.deepEqual(proxy.authorizations, [expected]);
		assert.equal(trial.last.headers["proxy-authorization"], undefined);
	});

	it("go around it for hosts that are to be asked directly, and for this machine", async () => {
		await assert.rejects(
			sent("http://intranet.invalid/", proxy.settings("", "corp.example, .invalid")),
			/ENOTFOUND|EAI_AGAIN/,
		);
		await sent(trial.origin, proxy.settings());
		assert.deepEqual([proxy.received, trial.received.length], [[], 1]);
	});

	it("take no more connections to it than items are worked on at once", async () => {
		const operation = await trial.prepare("http://intranet.invalid/{{ item }}", {
			concurrency: 2,
			proxies: proxy.settings(),
		});
		await Promise.all([1, 2, 3, 4, 5, 6].map((n) => operation.run(itemOf(n), attempt())));
		assert.equal(proxy.received.length, 6);
		assert.ok(proxy.connections <= 2, `${proxy.connections}`);
	});

	describe("to https", () => {
		const pem = readFileSync(new URL("../../../fixtures/intranet.pem", import.meta.url), "utf8");
		const trusted = getCACertificates("default");
		const server = createServer({ key: pem, cert: pem }, (incoming, response) => {
			response.setHeader("x-method", incoming.method ?? "");
			json(response, 200, { secure: true, authorization: incoming.headers["proxy-authorization"] ?? null });
		});
		const sockets = new Set<Duplex>();
		let tunnels: TrialProxy;

		before(async () => {
			setDefaultCACertificates([...trusted, pem.slice(pem.indexOf("-----BEGIN CERTIFICATE"))]);
			server.on("connection", (socket) => sockets.add(socket));
			server.listen(0, "127.0.0.1");
			await once(server, "listening");
			tunnels = await TrialProxy.create((server.address() as AddressInfo).port);
		});

		afterEach(() => {
			tunnels.received.splice(0);
			tunnels.authorizations.splice(0);
			tunnels.refusesWith = undefined;
			sockets.clear();
		});

		after(() => {
			setDefaultCACertificates(trusted);
			tunnels.close();
			server.close();
			server.closeAllConnections();
		});

		it("go through a tunnel, which is used again", async () => {
			const operation = await trial.prepare("https://intranet.invalid/{{ item }}", {
				concurrency: 1,
				proxies: tunnels.settings("ann:pw@"),
			});
			const answer = { status: 200, body: { secure: true, authorization: null } };
			for (const n of [1, 2, 3]) assert.deepEqual(await operation.run(itemOf(n), attempt()), answer);
			assert.deepEqual(tunnels.received, ["CONNECT intranet.invalid:443"]);
			assert.deepEqual(tunnels.authorizations, [`Basic ${Buffer.from("ann:pw").toString("base64")}`]);
		});

		it("take no more tunnels than items are worked on at once", async () => {
			const operation = await trial.prepare("https://intranet.invalid/{{ item }}", {
				concurrency: 2,
				proxies: tunnels.settings(),
			});
			await Promise.all([1, 2, 3, 4, 5, 6].map((n) => operation.run(itemOf(n), attempt())));
			assert.equal(sockets.size, 2);
		});

		it("name the proxy where it makes no tunnel, and leave no doubt", async () => {
			tunnels.refusesWith = 502;
			const error = await failed("https://intranet.invalid/a", tunnels.settings("ann:s3cr3t-pw@"));
			assert.deepEqual([error.code, error.mayBeDone, error.category], [502, false, undefined]);
			assert.equal(
				error.message,
				`POST https://intranet.invalid/a failed: the proxy http://${tunnels.host} (from HTTPS_PROXY) answered 502 Bad Gateway, and made no tunnel.`,
			);
			assert.doesNotMatch(`${error.message} ${error.detail} ${error.stack}`, /s3cr3t/);
		});

		it("stop the run where the proxy wants credentials", async () => {
			tunnels.refusesWith = 407;
			const error = await failed("https://intranet.invalid/a", tunnels.settings());
			assert.deepEqual([error.code, error.category], [407, "fatal"]);
			assert.match(error.message, /Its address needs a user name and a password: http:\/\/USER:PASSWORD@HOST:PORT\.$/);
		});
	});

	it("stop the run where the proxy wants credentials", async () => {
		proxy.refusesWith = 407;
		const error = await failed("http://intranet.invalid/", proxy.settings("ann:s3cr3t-pw@"));
		assert.deepEqual([error.code, error.category], [407, "fatal"]);
		assert.match(
			error.message,
			new RegExp(`the proxy http://${proxy.host} \\(from HTTP_PROXY\\)\\. Its address needs`),
		);
		assert.doesNotMatch(`${error.message} ${error.detail}`, /s3cr3t/);
	});

	it("name the proxy where an answer is no success", async () => {
		proxy.refusesWith = 503;
		const error = await failed("http://intranet.invalid/", proxy.settings());
		assert.equal(
			error.message,
			`POST http://intranet.invalid/ answered 503 Service Unavailable. It came through the proxy http://${proxy.host} (from HTTP_PROXY).`,
		);
	});

	for (const scheme of ["http", "https"] as const) {
		it(`name the proxy of ${scheme} where nobody listens there`, async () => {
			const settings = proxy.settings("ann:s3cr3t-pw@");
			const { host } = proxy;
			proxy.close();
			const error = await failed(`${scheme}://intranet.invalid/`, settings);
			assert.deepEqual([error.code, error.mayBeDone], ["ECONNREFUSED", false]);
			assert.equal(
				error.message,
				`POST ${scheme}://intranet.invalid/ failed (ECONNREFUSED): nothing accepts connections at ${host}. Is the proxy http://${host} (from ${scheme.toUpperCase()}_PROXY) running?`,
			);
			assert.doesNotMatch(`${error.message} ${error.detail}`, /s3cr3t/);
		});
	}

	it("name a proxy whose own name is not known", async () => {
		const named = { address: "http://proxy.invalid:3128", from: "http_proxy" };
		const error = await failed("http://intranet.invalid/", { ...none, http: named });
		assert.match(
			error.message,
			/the host's name, "proxy\.invalid", .*It went through the proxy http:\/\/proxy\.invalid:3128 \(from http_proxy\)\.$/,
		);
	});

	it("are what the environment asks a job for", async () => {
		const before = { ...process.env };
		const folder = new TrialFolder();
		try {
			process.env.HTTP_PROXY = `http://${proxy.host}`;
			for (const name of ["http_proxy", "no_proxy", "NO_PROXY"]) delete process.env[name];
			const job = folder.job({ items: { values: ["a"] }, run: { http: "http://intranet.invalid/{{ item }}" } });
			assert.equal((await (await startRun(job, folder.options())).finish()).counts.succeeded, 1);
			assert.deepEqual(proxy.received, ["GET http://intranet.invalid/a"]);
			process.env.HTTP_PROXY = "socks5://user:s3cr3t-pw@127.0.0.1:1080";
			const [problem] = await problemsOf(() => startRun(job, folder.options()));
			assert.match(problem ?? "", /The proxy in HTTP_PROXY is no address that begins with http:\/\/ or https:\/\/\./);
			assert.doesNotMatch(problem ?? "", /s3cr3t/);
		} finally {
			folder.dispose();
			for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
			Object.assign(process.env, before);
		}
	});
});

describe("the proxy of a request", () => {
	const chosen = (env: NodeJS.ProcessEnv, url: string) => new Proxies(proxiesOf(env)).of(new URL(url))?.name;

	for (const [what, env, url, expected] of [
		[
			"is that of its scheme",
			{ HTTP_PROXY: "http://a:1", HTTPS_PROXY: "http://b:2" },
			"https://x.example/",
			"http://b:2",
		],
		["is that of http where https has none", { HTTP_PROXY: "http://a:1" }, "https://x.example/", "http://a:1"],
		["is not that of https where http has none", { HTTPS_PROXY: "http://b:2" }, "http://x.example/", undefined],
		[
			"comes first in lower case",
			{ HTTP_PROXY: "http://a:1", http_proxy: "http://c:3" },
			"http://x.example/",
			"http://c:3",
		],
		[
			"is none where the variable is empty",
			{ HTTP_PROXY: "http://a:1", https_proxy: "" },
			"https://x.example/",
			undefined,
		],
		["may lack a scheme", { HTTP_PROXY: "proxy.example:8080" }, "http://x.example/", "http://proxy.example:8080"],
		["is that for all", { ALL_PROXY: "https://all.example" }, "http://x.example/", "https://all.example"],
	] as const) {
		it(what, () => assert.equal(chosen(env, url), expected));
	}

	for (const [direct, url, isDirect] of [
		["x.example", "http://x.example/", true],
		["x.example", "http://sub.x.example/", true],
		[".x.example", "http://x.example/", true],
		["*.x.example", "http://a.b.x.example/", true],
		["x.example", "http://yx.example/", false],
		["X.Example", "http://x.example/", true],
		["x.example:8080", "http://x.example/", false],
		["x.example:8080", "http://x.example:8080/", true],
		["x.example:443", "https://x.example/", true],
		["10.0.0.1,x.example", "http://10.0.0.1/", true],
		["a.example b.example", "http://b.example/", true],
		["[fd00::1]:80", "http://[fd00::1]/", true],
		["fd00::1", "http://[fd00::1]:9000/", true],
		["*", "https://anything.example/", true],
		["", "http://localhost:3000/", true],
		["", "http://app.localhost/", true],
		["", "http://127.8.9.1/", true],
		["", "http://[::1]/", true],
		["", "http://localhost.example/", false],
		["", "http://127.example/", false],
	] as const) {
		it(`is ${isDirect ? "none" : "there"} for ${url} with NO_PROXY=${direct}`, () => {
			const found = chosen({ HTTP_PROXY: "http://a:1", NO_PROXY: direct }, url);
			assert.equal(found, isDirect ? undefined : "http://a:1");
		});
	}
});
