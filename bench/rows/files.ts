import { cpSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runJob } from "../job.ts";
import { itemsPerSecond } from "../measured.ts";
import type { Measured } from "../measurement.ts";
import { noOperation, noProgram } from "../missing.ts";
import { runProgram } from "../program.ts";
import type { Row, Variant } from "../row.ts";
import { atLeast } from "../verdicts.ts";

const size = 10_000;
const atOnce = 64;
const fileBytes = 4_096;
/** The word to find. */
const before = "colour";
/** What it is replaced with. */
const after = "color";

const sed: Variant = {
	name: "xargs -P2 sed -i",
	missing: () => noProgram("xargs") ?? noProgram("sed"),
	async measure(items, shared, scratch) {
		const folder = copyOf(shared, scratch);
		const measured = await itemsPerSecond(items, () =>
			runProgram("sh", ["-c", `printf '%s\\0' *.txt | xargs -0 -P2 -n 500 sed -i 's/${before}/${after}/g'`], {
				cwd: folder,
			}),
		);
		return checked(folder, items, measured);
	},
};

const node: Variant = {
	name: "node:fs, 64 in flight",
	async measure(items, shared, scratch) {
		const folder = copyOf(shared, scratch);
		const measured = await itemsPerSecond(items, async () => {
			const names = (await readdir(folder)).values();
			const worker = async () => {
				for (const name of names) {
					const file = join(folder, name);
					const text = await readFile(file, "utf8");
					await writeFile(`${file}.new`, text.replaceAll(before, after));
					await rename(`${file}.new`, file);
				}
			};
			await Promise.all(Array.from({ length: atOnce }, worker));
		});
		return checked(folder, items, measured);
	},
};

const ours: Variant = {
	name: "Batchline, durable",
	missing: () => noOperation("replace"),
	async measure(items, shared, scratch) {
		const folder = copyOf(shared, scratch);
		const job = {
			items: { files: "*.txt" },
			run: { replace: { find: before, with: after } },
			concurrency: atOnce,
		};
		const measured = await itemsPerSecond(items, () => runJob(job, folder, scratch, items));
		return checked(folder, items, measured);
	},
};

export const filesRow: Row = {
	name: "files",
	title: "Find and replace in small files",
	text: `Files of ${fileBytes} bytes in one folder: each is read, changed, written under another name and renamed.`,
	unit: "items/s",
	sizes: [size],
	quickSize: 200,
	sizeUnit: "files",
	variants: [sed, node, ours],
	async prepare(items, shared) {
		const folder = join(shared, "files");
		await mkdir(folder);
		const line = `The ${before} of item is what people see first.\n`;
		const text = line.repeat(Math.ceil(fileBytes / line.length)).slice(0, fileBytes);
		for (let index = 0; index < items; index++) await writeFile(join(folder, `${index}.txt`), text);
	},
	verdicts: (figure) => atLeast(1, "sed's rate", figure(ours.name, size), figure(sed.name, size)),
};

function copyOf(shared: string, scratch: string): string {
	const folder = join(scratch, "files");
	cpSync(join(shared, "files"), folder, { recursive: true });
	return folder;
}

/** Makes sure that a variant has done the work, and is not just fast. */
async function checked(folder: string, items: number, measured: Measured): Promise<Measured> {
	for (const index of [0, items - 1]) {
		const text = await readFile(join(folder, `${index}.txt`), "utf8");
		if (text.includes(before)) throw new Error(`${index}.txt still holds "${before}".`);
	}
	return measured;
}
