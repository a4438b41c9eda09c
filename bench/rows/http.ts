import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { writeJsonl } from "../itemFiles.ts";
import { runJob } from "../job.ts";
import { withServer } from "../loopback.ts";
import { itemsPerSecond } from "../measured.ts";
import { noProgram } from "../missing.ts";
import type { Row, Variant } from "../row.ts";
import { atLeast } from "../verdicts.ts";

const size = 50_000;
const atOnce = 64;
const wrkSeconds = 3;

const undici: Variant = {
	name: "undici request with an Agent",
	measure: (items) =>
		withServer((origin) => {
			const dispatcher = new Agent({ connections: atOnce });
			return itemsPerSecond(items, () =>
				pull(items, async (index) => {
					const { statusCode, body } = await request(`${origin}/${index}`, { dispatcher });
					if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
					await body.json();
				}),
			);
		}),
};

const builtIn: Variant = {
	name: "built-in fetch",
	measure: (items) =>
		withServer((origin) =>
			itemsPerSecond(items, () =>
				pull(items, async (index) => {
					const response = await fetch(`${origin}/${index}`);
					if (!response.ok) throw new Error(`HTTP ${response.status}`);
					await response.json();
				}),
			),
		),
};

const wrk: Variant = {
	name: "wrk",
	missing: () => noProgram("wrk"),
	measure: () =>
		withServer(async (origin) => {
			const { stdout } = await promisify(execFile)("wrk", ["-t1", `-c${atOnce}`, `-d${wrkSeconds}s`, origin]);
			const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
			if (rate === undefined) throw new Error(`wrk reported no rate:\n${stdout}`);
			return { value: Number(rate) };
		}),
};

const ours: Variant = {
	name: "Batchline, durable",
	measure: (items, shared, scratch) =>
		withServer((origin) => {
			const job = { items: { jsonl: "items.jsonl" }, run: { http: `${origin}/{{ item.n }}` }, concurrency: atOnce };
			return itemsPerSecond(items, () => runJob(job, shared, scratch, items));
		}),
};

export const httpRow: Row = {
	name: "http",
	title: "HTTP on loopback",
	text: `GET requests, ${atOnce} in flight, to a server in another process; each body is read and parsed. Ours: a job from its text to its end, each response on disk.`,
	unit: "items/s",
	sizes: [size],
	quickSize: 2_000,
	sizeUnit: "requests",
	variants: [undici, builtIn, wrk, ours],
	prepare: (items, shared) => writeJsonl(join(shared, "items.jsonl"), items, (index) => `{"n":${index}}`),
	verdicts: (figure) => atLeast(0.9, "undici request", figure(ours.name, size), figure(undici.name, size)),
};

async function pull(items: number, work: (index: number) => Promise<void>): Promise<void> {
	let next = 0;
	const worker = async () => {
		while (next < items) await work(next++);
	};
	await Promise.all(Array.from({ length: atOnce }, worker));
}
