import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { request } from "undici";
import { writeJsonl } from "../itemFiles.ts";
import { runJob } from "../job.ts";
import { withServer } from "../loopback.ts";
import { milliseconds } from "../measured.ts";
import type { Row, Variant } from "../row.ts";
import { atMost } from "../verdicts.ts";

const size = 1_500;
const atOnce = 4;

/** Which requests a server refuses, in words, and as its arguments. */
const servers = [
	["0.2 % refused", ["share", "0.002"]],
	["2 % refused", ["share", "0.02"]],
	["the first refused", ["request", "1"]],
] as const;

const scriptName = (refused: string) => `a script whose threads sleep, ${refused}`;
const oursName = (refused: string) => `Batchline, durable, ${refused}`;

function script(refused: string, args: readonly string[]): Variant {
	return {
		name: scriptName(refused),
		measure: (items) =>
			withServer((origin) => milliseconds(() => threads(origin, items)), ["refusingServer.mjs", ...args]),
	};
}

function ours(refused: string, args: readonly string[]): Variant {
	return {
		name: oursName(refused),
		measure: (items, shared, scratch) =>
			withServer(
				(origin) => {
					const job = {
						items: { jsonl: "items.jsonl" },
						run: { http: `${origin}/{{ item.n }}` },
						concurrency: atOnce,
					};
					return milliseconds(() => runJob(job, shared, scratch, items));
				},
				["refusingServer.mjs", ...args],
			),
	};
}

export const refusalsRow: Row = {
	name: "refusals",
	title: "A server that refuses some requests",
	text: `GET requests, ${atOnce} at a time, to a server that answers after 20 to 30 ms, and refuses some by chance with 429 and \`Retry-After: 1\`. The script's threads sleep for as long as they are told to, and ask again.`,
	unit: "ms",
	sizes: [size],
	quickSize: 100,
	sizeUnit: "requests",
	variants: servers.flatMap(([refused, args]) => [script(refused, args), ours(refused, args)]),
	prepare: (items, shared) => writeJsonl(join(shared, "items.jsonl"), items, (index) => `{"n":${index}}`),
	verdicts: (figure) =>
		servers.flatMap(([refused]) =>
			atMost(1.1, scriptName(refused), figure(oursName(refused), size), figure(scriptName(refused), size)),
		),
};

async function threads(origin: string, items: number): Promise<void> {
	let next = 0;
	const thread = async () => {
		while (next < items) await askedUntilTaken(`${origin}/${next++}`);
	};
	await Promise.all(Array.from({ length: atOnce }, thread));
}

async function askedUntilTaken(url: string): Promise<void> {
	for (;;) {
		const { statusCode, headers, body } = await request(url);
		if (statusCode === 200) {
			await body.json();
			return;
		}
		if (statusCode !== 429) throw new Error(`HTTP ${statusCode}`);
		await body.dump();
		await setTimeout(Number(headers["retry-after"]) * 1_000);
	}
}
