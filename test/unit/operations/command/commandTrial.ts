import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import type { LiveAttempt } from "../../../../src/engine/attempts/liveAttempt.ts";
import type { Item } from "../../../../src/engine/index.ts";
import { commandOperation } from "../../../../src/operations/command/command.ts";
import type { PreparedOperation } from "../../../../src/operations/operationKind.ts";
import { attemptAt } from "../trialAttempt.ts";

export type CommandSettings = z.input<typeof commandOperation.schema>;

/** Operations that run programs in a temporary folder. */
export class CommandTrial {
	readonly folder = mkdtempSync(join(tmpdir(), "batchline-command-"));
	readonly logged: string[] = [];
	readonly #operations: PreparedOperation[] = [];

	write(name: string, text: string, mode = 0o644): string {
		const file = join(this.folder, name);
		writeFileSync(file, text);
		chmodSync(file, mode);
		return file;
	}

	has(name: string): boolean {
		return existsSync(join(this.folder, name));
	}

	read(name: string): string {
		return readFileSync(join(this.folder, name), "utf8");
	}

	async prepare(settings: CommandSettings, values: Record<string, string> = {}): Promise<PreparedOperation> {
		const operation = await commandOperation.prepare(commandOperation.schema.parse(settings), {
			baseFolder: this.folder,
			runId: "run-1",
			variables: { get: (name) => values[name], secrets: values["secret:token"] ? [values["secret:token"]] : [] },
			concurrency: 4,
			log: {
				info: (message) => this.logged.push(message),
				warn: (message) => this.logged.push(message),
				error: (message) => this.logged.push(message),
			},
		});
		this.#operations.push(operation);
		return operation;
	}

	/** Runs one item through a command, as a first attempt. */
	async run(settings: CommandSettings, value: unknown): Promise<{ exitCode: number; stdout: string; stderr: string }> {
		return runOn(await this.prepare(settings), value);
	}

	/** What a command writes for an item. */
	async stdout(settings: CommandSettings, value: unknown): Promise<string> {
		return (await this.run(settings, value)).stdout;
	}

	async dispose(): Promise<void> {
		for (const operation of this.#operations) await operation.dispose();
		rmSync(this.folder, { recursive: true });
	}
}

export function itemOf(value: unknown): Item {
	return { index: 7, key: "k7", value, location: undefined, problem: undefined };
}

export function attempt(): LiveAttempt {
	return attemptAt("k7", 2, 7);
}

export async function runOn(
	operation: PreparedOperation,
	value: unknown,
	live = attempt(),
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
	return (await operation.run(itemOf(value), live)) as { exitCode: number; stdout: string; stderr: string };
}

/** Ends an attempt as the engine does at its time limit. */
export function timeOut(live: LiveAttempt): void {
	live.abort(new Error("Out of time."));
}
