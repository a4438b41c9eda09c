import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeJsonl } from "../itemFiles.ts";
import { nodeProcess } from "../nodeProcess.ts";
import { peerFile } from "../peers.ts";
import { repositoryFile, workFile } from "../places.ts";
import type { Row, Variant } from "../row.ts";
import { atMost } from "../verdicts.ts";

const million = 1_000_000;
const script = workFile("pMapLines.mjs");
const module = workFile("slug.mjs");
const cli = repositoryFile("dist", "cli.cjs");

const pMap: Variant = {
	name: "p-map over readline, results in memory",
	measure: (_size, shared, scratch) =>
		nodeProcess([script, peerFile("p-map"), module, join(shared, "items.jsonl")], scratch),
};

const pMapWriting: Variant = {
	name: "p-map over readline, results written at the end",
	measure: (_size, shared, scratch) =>
		nodeProcess(
			[script, peerFile("p-map"), module, join(shared, "items.jsonl"), join(scratch, "results.jsonl")],
			scratch,
		),
};

const ours: Variant = {
	name: "batchline run, durable",
	measure: (_size, shared, scratch) =>
		nodeProcess([cli, "run", join(shared, "bench.batch.json"), "--quiet", "--state-dir", scratch], scratch),
};

export const jsonlRow: Row = {
	name: "jsonl",
	title: "A user's module over a JSONL file",
	text: "End to end, each as a process from its start to its end: read a JSONL file, run the same module (a slug of a title) on each line, 64 at a time. Ours: the command line, the module in worker threads, every result on disk with its item. The peers keep nothing until their end.",
	unit: "ms",
	sizes: [100_000, million],
	quickSize: 10_000,
	sizeUnit: "items",
	variants: [pMap, pMapWriting, ours],
	async prepare(size, shared) {
		await writeJsonl(join(shared, "items.jsonl"), size, lineOf);
		cpSync(module, join(shared, "slug.mjs"));
		const job = { items: { jsonl: "items.jsonl" }, run: { module: "slug.mjs" }, concurrency: 64 };
		writeFileSync(join(shared, "bench.batch.json"), JSON.stringify(job));
	},
	verdicts: (figure) => atMost(1, pMap.name, figure(ours.name, million), figure(pMap.name, million)),
};

function lineOf(index: number): string {
	return `{"id":${index},"title":"Post No. ${index}: What We've Learned","tags":["news","team"]}`;
}
