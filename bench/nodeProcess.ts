import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { milliseconds } from "./measured.ts";
import type { Measured } from "./measurement.ts";
import { workFile } from "./places.ts";
import { runProgram } from "./program.ts";

/** Runs a Node process. @returns ms from its start to its end, and the memory and processor time that it used */
export async function nodeProcess(args: readonly string[], scratch: string): Promise<Measured> {
	const takenFile = join(scratch, "taken.json");
	const { value } = await milliseconds(() =>
		runProgram(process.execPath, ["--import", pathToFileURL(workFile("tellTaken.mjs")).href, ...args], {
			env: { BENCH_TAKEN_FILE: takenFile },
		}),
	);
	return { ...JSON.parse(readFileSync(takenFile, "utf8")), value };
}
