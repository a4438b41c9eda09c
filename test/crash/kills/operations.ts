import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FileWitness } from "./fileWitness.ts";
import { FolderWitness } from "./folderWitness.ts";
import { lineServer, requestServer, ServerWitness } from "./serverWitness.ts";
import type { Witness } from "./witness.ts";

const workModule = fileURLToPath(new URL("../work/work.mjs", import.meta.url));

/** Where a run of the trial takes place. */
export interface Stage {
	/** Of the job: `items` and `run`. */
	readonly job: { readonly items: unknown; readonly run: unknown };
	readonly witness: Witness;
	/** For the command line, besides this process's own. */
	readonly env?: NodeJS.ProcessEnv;
}

/** A way in which items are worked on. */
export interface OperationUnderTrial {
	readonly name: string;
	readonly items: number;
	/** Items in a call; 1: one by one. */
	readonly batchSize: number;
	/** It finds out by itself what it had done before a crash, and finishes what was half done. */
	readonly isNeverRepeated?: boolean;
	/** Makes the items in the job's folder. */
	stage(folder: string, random: () => number): Promise<Stage>;
}

const plainItems = 200;
/** So many that 64 batches at a time are not all of them. */
const batchedItems = 480;
const batchSize = 3;
/** Fewer, as each starts programs. */
const commandItems = 100;
const files = 200;

export const operations: readonly OperationUnderTrial[] = [
	{ name: "module", items: plainItems, batchSize: 1, stage: moduleStage("default", plainItems) },
	{ name: "module, batches", items: batchedItems, batchSize, stage: moduleStage("batch", batchedItems) },
	{
		name: "http",
		items: plainItems,
		batchSize: 1,
		stage: httpStage(plainItems, { json: { n: "{{ item.n }}", ms: "{{ item.ms }}" } }),
	},
	{
		name: "http, batches",
		items: batchedItems,
		batchSize,
		stage: httpStage(batchedItems, { per: "batch", json: "{{ batch.items }}" }),
	},
	{
		name: "command",
		items: commandItems,
		batchSize: 1,
		async stage(folder, random) {
			const items = jsonlItems(folder, commandItems, random);
			const [began, ended] = ["b", "e"].map((what) => `echo ${what}{{ item.n }} >> effects.txt`);
			const run = { command: `${began} && sleep 0.00{{ item.ms }} && ${ended}` };
			return { job: { items, run }, witness: new FileWitness(join(folder, "effects.txt")) };
		},
	},
	{
		name: "replace",
		items: files,
		batchSize: 1,
		isNeverRepeated: true,
		async stage(folder) {
			const job = { items: { files: "texts/*.txt" }, run: { replace: FolderWitness.replacement } };
			return { job, witness: new FolderWitness(join(folder, "texts"), files) };
		},
	},
];

function moduleStage(exportName: string, items: number): OperationUnderTrial["stage"] {
	return async (folder, random) => {
		const witness = await ServerWitness.start(lineServer);
		const run = { module: { path: workModule, export: exportName, threads: 1 } };
		const env = { WITNESS_PORT: String(witness.port) };
		return { job: { items: jsonlItems(folder, items, random), run }, witness, env };
	};
}

function httpStage(items: number, request: object): OperationUnderTrial["stage"] {
	return async (folder, random) => {
		const witness = await ServerWitness.start(requestServer);
		const run = { http: { method: "POST", url: `http://127.0.0.1:${witness.port}/`, ...request } };
		return { job: { items: jsonlItems(folder, items, random), run }, witness };
	};
}

/** Items with their number `n`, and the time `ms` that each takes. */
function jsonlItems(folder: string, count: number, random: () => number): { readonly jsonl: string } {
	const lines = Array.from({ length: count }, (_, n) => JSON.stringify({ n, ms: Math.floor(random() * 4) }));
	writeFileSync(join(folder, "items.jsonl"), `${lines.join("\n")}\n`);
	return { jsonl: "items.jsonl" };
}
