import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../src/base/clock.ts";
import { UsageError } from "../../../src/base/usageError.ts";
import type { Job } from "../../../src/job/file/job.ts";
import { readJobText } from "../../../src/job/file/readJob.ts";
import type { LaunchOptions } from "../../../src/job/launch/launchOptions.ts";

// In place of the user's own.
process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "batchline-state-"));

/** A folder with a job's files in it, and one for its runs. */
export class TrialFolder {
	readonly path = mkdtempSync(join(tmpdir(), "batchline-job-"));
	readonly runsFolder = join(this.path, "runs");

	file(name: string): string {
		return join(this.path, name);
	}

	write(name: string, content: string | Uint8Array): string {
		writeFileSync(this.file(name), content);
		return this.file(name);
	}

	read(name: string): string {
		return readFileSync(this.file(name), "utf8");
	}

	/** Lines of a JSONL file, parsed. */
	lines(name: string): Record<string, unknown>[] {
		const lines = this.read(name).trimEnd();
		return lines === "" ? [] : lines.split("\n").map((line) => JSON.parse(line));
	}

	/** The job as if it were in the folder's `trial.batch.json`. */
	job(definition: object): Job {
		const text = JSON.stringify(definition, null, "\t");
		return readJobText(text, { file: this.file("trial.batch.json"), baseFolder: this.path });
	}

	/** Items `{ n: 0 }`, `{ n: 1 }` and so on in `items.jsonl`. */
	items(count: number): void {
		const lines = Array.from({ length: count }, (_, n) => `${JSON.stringify({ n })}\n`);
		this.write("items.jsonl", lines.join(""));
	}

	get runs(): readonly string[] {
		return readdirSync(this.path).includes("runs") ? readdirSync(this.runsFolder) : [];
	}

	options(change: Partial<LaunchOptions> = {}): LaunchOptions {
		return {
			runsFolder: this.runsFolder,
			clock: systemClock,
			log: { info: () => undefined, warn: () => undefined, error: () => undefined },
			variableSources: {
				workspaceFolder: this.path,
				env: (name) => (name === "GREETING" ? "hello" : undefined),
				config: () => undefined,
				secret: (name) => (name === "token" ? "s3cr3t-token" : undefined),
				secretAdvice: (name) => `Set the secret ${name}.`,
			},
			...change,
		};
	}

	dispose(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

/** The problems that `work` is refused with, each as `line:column message suggestion`, without the file. */
export async function problemsOf(work: () => unknown): Promise<readonly string[]> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		return error.problems.map(({ line, column, message, suggestion }) =>
			[line === undefined ? undefined : `${line}:${column}`, message, suggestion].filter(Boolean).join(" "),
		);
	}
	return assert.fail("Nothing was refused.");
}
