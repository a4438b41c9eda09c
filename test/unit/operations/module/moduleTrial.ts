import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";
import { systemClock } from "../../../../src/base/clock.ts";
import { JsonText } from "../../../../src/base/jsonText.ts";
import type { LiveAttempt } from "../../../../src/engine/attempts/liveAttempt.ts";
import type { Item } from "../../../../src/engine/index.ts";
import { moduleOperation } from "../../../../src/operations/module/module.ts";
import type { PreparedOperation } from "../../../../src/operations/operationKind.ts";
import { attemptAt } from "../trialAttempt.ts";

/** Modules in a temporary folder, and operations over them. */
export class ModuleTrial {
	readonly folder: string;
	/** What modules have written, in order. */
	readonly logged: string[] = [];
	readonly #operations: PreparedOperation[] = [];

	static async create(): Promise<ModuleTrial> {
		return new ModuleTrial(await mkdtemp(join(tmpdir(), "batchline-module-")));
	}

	private constructor(folder: string) {
		this.folder = folder;
	}

	write(name: string, text: string): Promise<void> {
		return writeFile(join(this.folder, name), text);
	}

	async prepare(
		settings: z.input<typeof moduleOperation.schema>,
		{ concurrency = 4, values = {} }: { concurrency?: number; values?: Record<string, string> } = {},
	): Promise<PreparedOperation> {
		const operation = await moduleOperation.prepare(moduleOperation.schema.parse(settings), {
			baseFolder: this.folder,
			runId: "run-1",
			variables: { get: (name) => values[name], secrets: [] },
			concurrency,
			log: {
				info: (message) => this.logged.push(`info ${message}`),
				warn: (message) => this.logged.push(`warn ${message}`),
				error: (message) => this.logged.push(`error ${message}`),
			},
		});
		this.#operations.push(operation);
		return operation;
	}

	/** An operation over a module of this text. */
	async of(text: string, options?: { concurrency?: number }): Promise<PreparedOperation> {
		await this.write("module.mjs", text);
		return this.prepare("module.mjs", options);
	}

	async dispose(): Promise<void> {
		for (const operation of this.#operations) await operation.dispose();
		await rm(this.folder, { recursive: true });
	}
}

export function itemOf(value: unknown, index = 0): Item {
	return { index, key: `k${index}`, value, location: undefined, problem: undefined };
}

export function attempt(index = 0): LiveAttempt {
	return attemptAt(`k${index}`);
}

/** What a result line would say of it. */
export function savedValue(result: unknown): unknown {
	return result instanceof JsonText ? result.value : result;
}

/** Runs a value through the operation, as a first attempt. */
export async function runOn(operation: PreparedOperation, value: unknown, index = 0): Promise<unknown> {
	return savedValue(await operation.run(itemOf(value, index), attempt(index)));
}

/** Runs a value through the operation with a time limit, as the engine does. */
export async function runFor(operation: PreparedOperation, value: unknown, timeoutMs: number): Promise<unknown> {
	const limited = attempt();
	const timer = systemClock.timer(timeoutMs, () => limited.abort(new Error("Out of time.")));
	try {
		return await operation.run(itemOf(value), limited);
	} finally {
		timer.dispose();
	}
}
