import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { parse } from "csv-parse/sync";
import { type Trial, withTrial } from "./trial.ts";

const rows = process.env.BATCHLINE_TEST_SLOW ? 5_000 : 400;
const mended = 40;

/** A service that makes people, now and then has no time, loses a connection, and knows a request by its key. */
class Service {
	/** Emails of the people made, by id. */
	readonly people: string[] = [];
	readonly #ids = new Map<string, number>();
	readonly #server = createServer(async (request, response) => {
		const answer = (status: number, body: object) => {
			response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
		};
		const key = String(request.headers["idempotency-key"]);
		const { email } = JSON.parse(await textOf(request)) as { readonly email: string };
		this.#requests++;
		if (this.#requests % 83 === 0) return answer(503, { error: "busy" });
		if (email === "") return answer(422, { error: "email is missing" });
		const id = this.#ids.get(key) ?? this.people.push(email) - 1;
		this.#ids.set(key, id);
		if (this.#requests % 97 === 0) return response.destroy();
		answer(201, { id });
		this.#waiting = this.#waiting.filter(({ count, resolve }) => this.people.length < count || resolve());
	});
	#requests = 0;
	#waiting: { readonly count: number; readonly resolve: () => void }[] = [];

	async listen(): Promise<string> {
		this.#server.listen(0, "127.0.0.1");
		await once(this.#server, "listening");
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/people`;
	}

	/** Resolves when so many people are made. */
	has(count: number): Promise<void> {
		return new Promise((resolve) => this.#waiting.push({ count, resolve }));
	}

	close(): void {
		this.#server.closeAllConnections();
		this.#server.close();
	}
}

async function textOf(request: IncomingMessage): Promise<string> {
	let text = "";
	for await (const part of request) text += part;
	return text;
}

function writeRows(trial: Trial, isMended: boolean): string[][] {
	const lacks = (n: number) => !isMended && n % Math.floor(rows / mended) === 3 && n < (rows / mended) * mended;
	const people = Array.from({ length: rows }, (_, n) => [`p${n}`, `Name, ${n}`, lacks(n) ? "" : `${n}@example.org`]);
	trial.write(
		"people.csv",
		`ref,name,email\n${people.map(([ref, name, email]) => `${ref},"${name}",${email}\n`).join("")}`,
	);
	return people;
}

describe("A table sent to a service that fails now and then", () => {
	it(
		"comes back whole and in its order, though the run is killed twice, mended and retried",
		withTrial(async (trial) => {
			const service = new Service();
			const url = await service.listen();
			try {
				writeRows(trial, false);
				trial.write("people.batch.json", {
					items: { csv: "people.csv" },
					run: { http: { method: "POST", url, json: { email: "{{ item.email }}" } } },
					key: "{{ item.ref }}",
					concurrency: 8,
					retry: { minDelay: "10ms" },
					halt: { firstFailures: 0 },
					output: { csv: { path: "out.csv", columns: ["*", { id: "{{ result.body.id }}" }, "outcome", "error"] } },
				});
				for (const share of [0.3, 0.6]) {
					const running = trial.start(["run", "people.batch.json", "--quiet"]);
					await service.has(rows * share);
					running.kill("SIGKILL");
					await running.ended;
				}
				const done = await trial.run("run", "people.batch.json", "--quiet");
				assert.equal(done.code, 1, done.stderr);
				const [header, ...before] = parse(trial.read("out.csv")) as string[][];
				assert.deepEqual(header, ["ref", "name", "email", "id", "outcome", "error"]);
				assert.equal(before.filter(([, , , , outcome]) => outcome === "skipped").length, mended);
				assert.match(before[3]?.[5] ?? "", /422/);
				const people = writeRows(trial, true);
				const retried = await trial.run("retry", "last", "--skipped");
				assert.equal(retried.code, 0, retried.stderr);
				const [, ...after] = parse(trial.read("out.csv")) as string[][];
				assert.deepEqual(
					after.map(([ref, name, email, id, ...rest]) => [ref, name, service.people[Number(id)], email, ...rest]),
					people.map(([ref, name, email]) => [ref, name, email, email, "succeeded", ""]),
				);
				assert.deepEqual([service.people.length, new Set(after.map(([, , , id]) => id)).size], [rows, rows]);
			} finally {
				service.close();
			}
		}),
	);
});
