import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { runJob } from "../job.ts";
import { itemsPerSecond } from "../measured.ts";
import { noOperation, noProgram } from "../missing.ts";
import { runProgram } from "../program.ts";
import type { Row, Variant } from "../row.ts";
import { atLeast } from "../verdicts.ts";

const atOnce = 8;
const size = 2_000;
const program = "true";

const xargs: Variant = {
	name: "xargs -P8",
	missing: () => noProgram("xargs"),
	measure: (items, shared) =>
		itemsPerSecond(items, () => runProgram("xargs", [`-P${atOnce}`, "-n1", "-a", join(shared, "items.txt"), program])),
};

const bareSpawn: Variant = {
	name: "node:child_process spawn",
	missing: () => noProgram(program),
	measure: (items) =>
		itemsPerSecond(items, () => {
			let left = items;
			const worker = async () => {
				while (left-- > 0) {
					const [code] = await once(spawn(program, { stdio: "ignore" }), "close");
					if (code !== 0) throw new Error(`${program} ended with ${code}.`);
				}
			};
			return Promise.all(Array.from({ length: atOnce }, worker));
		}),
};

const parallel: Variant = {
	name: "GNU parallel --joblog",
	missing: () => noProgram("parallel"),
	measure: (items, shared, scratch) =>
		itemsPerSecond(items, () =>
			runProgram("parallel", [
				`-j${atOnce}`,
				"--joblog",
				join(scratch, "joblog"),
				"-a",
				join(shared, "items.txt"),
				`${program} #`,
			]),
		),
};

const ours: Variant = {
	name: "Batchline, durable",
	missing: () => noProgram(program) ?? noOperation("command"),
	measure(items, shared, scratch) {
		const job = { items: { lines: "items.txt" }, run: { command: [program] }, concurrency: atOnce };
		return itemsPerSecond(items, () => runJob(job, shared, scratch, items));
	},
};

export const commandsRow: Row = {
	name: "commands",
	title: "A program for each item",
	text: `\`${program}\`, ${atOnce} at a time. Ours: a job from its text to its end, both output streams kept, every outcome on disk; bare spawn keeps nothing. Processor time is that of the measured process alone, without the programs and the processes that start them for us.`,
	unit: "items/s",
	sizes: [size],
	quickSize: 100,
	sizeUnit: "items",
	variants: [xargs, bareSpawn, parallel, ours],
	async prepare(items, shared) {
		writeFileSync(join(shared, "items.txt"), Array.from({ length: items }, (_, index) => `${index}\n`).join(""));
	},
	verdicts: (figure) => [
		...atLeast(0.95, "bare spawn", figure(ours.name, size), figure(bareSpawn.name, size)),
		...atLeast(2.8, "GNU parallel", figure(ours.name, size), figure(parallel.name, size)),
	],
};
