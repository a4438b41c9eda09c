import assert from "node:assert/strict";
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { EachTrial } from "./each/eachTrial.ts";

const examples = fileURLToPath(new URL("../../../examples/ten-jobs/", import.meta.url));
/** The words of a line of the table, which has nothing that only a shell could read. */
const lineOf = (words: string) => {
	const line = new RegExp(`\`batchline (each [^\`]*${words}[^\`]*)\``).exec(
		readFileSync(`${examples}README.md`, "utf8"),
	)?.[1];
	assert.ok(line, `The page has no line with ${words}.`);
	return line.split(" ");
};

describe("the ten jobs", () => {
	let trial: EachTrial;
	let server: Server;
	let api: string;
	const requests: {
		readonly url: string;
		readonly body: Record<string, unknown>;
		readonly token: string | undefined;
	}[] = [];

	before(async () => {
		server = createServer(async (request, response) => {
			let text = "";
			for await (const chunk of request) text += chunk;
			const { url = "", headers } = request;
			const body = text === "" ? {} : JSON.parse(text);
			requests.push({ url, body, token: headers.authorization });
			const answer = (status: number, value: unknown, more = {}) =>
				response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(value));
			const page = Number(/^\/posts\?page=(\d)$/.exec(url)?.[1] ?? 0);
			if (url === "/people") answer(201, { id: `p-${body.name}` });
			else if (page > 0)
				answer(
					200,
					[{ id: page * 2 }, { id: page * 2 + 1 }],
					page < 3 && { link: `<${api}/posts?page=${page + 1}>; rel="next"` },
				);
			else if (url === "/translate") answer(200, { translatedText: `${body.target}:${body.q}` });
			else if (url === "/v1/chat/completions") {
				const isPraise = body.messages[1].content.includes("love");
				answer(200, {
					choices: [{ message: { content: isPraise ? "praise" : "complaint" }, finish_reason: "stop" }],
				});
			} else answer(200, { url });
		});
		await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
		api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	after(() => {
		server.closeAllConnections();
		server.close();
	});
	beforeEach(() => {
		trial = new EachTrial();
		requests.length = 0;
		process.env.BATCHLINE_SECRET_API = "token-of-the-test";
		for (const name of readdirSync(examples)) if (name.endsWith(".json")) copyFileSync(`${examples}${name}`, name);
	});
	afterEach(() => {
		delete process.env.BATCHLINE_SECRET_API;
		trial.dispose();
	});

	async function runs(job: string, ...more: readonly string[]): Promise<string> {
		const { code, stderr } = await trial.run("run", `${job}.batch.json`, "--quiet", ...more);
		assert.equal(code, 0, stderr);
		const { stdout } = await trial.run("results", "last", "--jsonl");
		return stdout;
	}

	it("1: rows are sent with a token, and their ids come back beside them", async () => {
		trial.write("people.csv", "email,name,age\nann@x,Ann,41\nbo@x,Bo,7\n");
		await runs("post", "--set", `api=${api}`);
		assert.deepEqual(requests.map(({ body, token }) => [body.age, token]).sort(), [
			[41, "Bearer token-of-the-test"],
			[7, "Bearer token-of-the-test"],
		]);
		const [header, first] = trial.read("people-with-ids.csv").split(/\r?\n/);
		assert.equal(header?.replace("\uFEFF", ""), "email,name,age,id,outcome,error");
		assert.equal(first, "ann@x,Ann,41,p-Ann,succeeded,");
	});

	it("2 and 4: pictures become smaller, and files are changed, where that is left to do", async () => {
		for (const folder of ["photos", "small", "bin", "notes"]) mkdirSync(folder);
		for (const name of ["a b", "c"]) trial.write(`photos/${name}.jpg`, name);
		trial.write("small/c.webp", "mine");
		trial.write("bin/convert", '#!/bin/sh\ncp -- "$1" "$4"\n');
		chmodSync("bin/convert", 0o755);
		const { PATH } = process.env;
		process.env.PATH = `${trial.path}/bin:${PATH}`;
		try {
			await runs("resize");
		} finally {
			process.env.PATH = PATH;
		}
		assert.deepEqual([trial.read("small/a b.webp"), trial.read("small/c.webp")], ["a b", "mine"]);
		trial.write("notes/one.md", "see http://a.example and http://b.test\n");
		await runs("replace");
		assert.equal(trial.read("notes/one.md"), "see https://a.example and http://b.test\n");
	});

	it("3 and 5: files are renamed by a table, and downloaded from a list", async () => {
		trial.write("names.csv", "old,new\nx 1.txt,y.txt\n-z.txt,w.txt\n");
		for (const name of ["x 1.txt", "-z.txt"]) trial.write(name, name);
		assert.equal((await trial.run(...lineOf("mv -n"))).code, 0);
		assert.deepEqual([trial.read("y.txt"), trial.read("w.txt")], ["x 1.txt", "-z.txt"]);
		mkdirSync("files");
		trial.write("urls.txt", `${api}/one.png\n${api}/two.png\n`);
		const { code, stderr } = await trial.run(...lineOf("curl"));
		assert.equal(code, 0, stderr);
		assert.equal(trial.read("files/two.png"), '{"url":"/two.png"}');
	});

	it("6: the elements of an API's pages are asked for one by one", async () => {
		const results = await runs("pages", "--set", `api=${api}`);
		assert.equal(results.trimEnd().split("\n").length, 6);
		for (let id = 2; id <= 7; id++) assert.ok(requests.some(({ url }) => url === `/posts/${id}`));
	});

	it("8 and 9: texts are translated, and classified with counts", async () => {
		trial.write("texts.json", '{\n\t"hi": "Hello",\n\t"menu": { "quit": "Good night" }\n}\n');
		await runs("translate", "--set", `api=${api}`, "--set", "lang=fr");
		assert.equal(trial.read("texts.fr.json"), '{\n\t"hi": "fr:Hello",\n\t"menu": { "quit": "fr:Good night" }\n}\n');
		trial.write("texts.txt", "I love it\nNo.\nWe love you\n");
		await runs("classify", "--set", `api=${api}`);
		const { stdout } = await trial.run("show", "last");
		assert.match(stdout, /praise/);
		assert.match(stdout, /complaint/);
	});

	it("10: only the checks that failed are run again, once they are mended", async () => {
		trial.write("hosts.txt", "one\ntwo\nthree\n");
		trial.write("check.sh", '#!/bin/sh\necho "$1" >> checked\n[ "$1" != two ] || [ -e mended ]\n');
		chmodSync("check.sh", 0o755);
		assert.equal((await trial.run("run", "checks.batch.json", "--quiet")).code, 1);
		assert.match((await trial.run("failed", "last", "--csv")).stdout, /^two,failed,/m);
		trial.write("mended", "");
		assert.equal((await trial.run("retry", "last", "--quiet")).code, 0);
		assert.deepEqual(trial.read("checked").split("\n").sort(), ["", "one", "three", "two", "two"]);
	});
});
