import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import { bundled } from "./bundle.ts";
import type { Measured } from "./measurement.ts";
import type { Variant } from "./row.ts";

/** What a process of the bench has to do; without a `variant` it prepares the row. */
export interface Task {
	readonly row: string;
	readonly variant: string | undefined;
	readonly size: number;
	readonly shared: string;
	readonly scratch: string;
}

/** Runs a variant once, in a process of its own. @throws when that fails */
export async function measure(variant: Variant, task: Omit<Task, "scratch" | "variant">): Promise<Measured> {
	const preloads = variant.preload === undefined ? [] : ["--import", pathToFileURL(bundled(variant.preload)).href];
	const line = await inProcess({ ...task, variant: variant.name }, preloads);
	return JSON.parse(line) as Measured;
}

/** Makes what the variants of a row share. */
export async function prepare(task: Omit<Task, "scratch" | "variant">): Promise<void> {
	await inProcess({ ...task, variant: undefined }, []);
}

async function inProcess(task: Omit<Task, "scratch">, preloads: readonly string[]): Promise<string> {
	const scratch = mkdtempSync(join(tmpdir(), "batchline-bench-"));
	try {
		const argument = JSON.stringify({ ...task, scratch } satisfies Task);
		const child = spawn(process.execPath, [...preloads, bundled("variantProcess"), argument], {
			stdio: ["ignore", "pipe", "inherit"],
		});
		const [line, [code, signal]] = await Promise.all([text(child.stdout), once(child, "close")]);
		if (code === 0) return line;
		throw new Error(`${task.row}, ${task.variant ?? "preparation"}: its process ended with ${code ?? signal}.`);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}
