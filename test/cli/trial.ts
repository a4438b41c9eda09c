import assert from "node:assert/strict";
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));
assert.ok(existsSync(cli), "The command is not built: `npm run build`.");

/** How a process ended, with all that it wrote. */
export interface Ended {
	readonly code: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: string;
	readonly stderr: string;
}

export interface StartOptions {
	/** Besides this process's own. */
	readonly env?: NodeJS.ProcessEnv;
	/** Default: the trial's folder. */
	readonly cwd?: string;
}

/** A folder with a job's files in it, and the command run in it as a process. */
export class Trial {
	/** Without links, as the command sees it. */
	readonly path = realpathSync(mkdtempSync(join(tmpdir(), "batchline-cli-")));
	/** In place of the user's own. */
	readonly #state = realpathSync(mkdtempSync(join(tmpdir(), "batchline-state-")));
	readonly #running = new Set<Running>();

	file(name: string): string {
		return join(this.path, name);
	}

	write(name: string, content: string | Uint8Array | object): void {
		const isContent = typeof content === "string" || content instanceof Uint8Array;
		writeFileSync(this.file(name), isContent ? content : JSON.stringify(content));
	}

	/** Items `{ n: 0 }`, `{ n: 1 }` and so on in `items.jsonl`. */
	writeItems(count: number): void {
		this.write("items.jsonl", Array.from({ length: count }, (_, n) => `${JSON.stringify({ n })}\n`).join(""));
	}

	/**
	 * A job in `trial.batch.json` that runs `body` for each of so many items: code that knows the item's number as `n`,
	 * its `context`, and `log(text)`, which adds a line to `log.txt`.
	 */
	writeJob(items: number, body: string, more: object = {}): void {
		this.writeItems(items);
		this.write(
			"work.mjs",
			`import { appendFileSync } from "node:fs";
			import { setTimeout as sleep } from "node:timers/promises";
			const log = (text) => appendFileSync(${JSON.stringify(this.file("log.txt"))}, text + "\\n");
			export default async ({ n }, context) => { ${body} };`,
		);
		this.write("trial.batch.json", { items: { jsonl: "items.jsonl" }, run: { module: "work.mjs" }, ...more });
	}

	read(name: string): string {
		return readFileSync(this.file(name), "utf8");
	}

	/** Lines of a text file. */
	lines(name: string): string[] {
		return existsSync(this.file(name)) ? this.read(name).split("\n").slice(0, -1) : [];
	}

	/** Lines of a JSONL file, parsed. */
	records(name: string): Record<string, unknown>[] {
		return this.lines(name).map((line) => JSON.parse(line));
	}

	/** Ids of the runs, oldest first. */
	get runs(): readonly string[] {
		return existsSync(this.file(".batchline/runs")) ? readdirSync(this.file(".batchline/runs")).sort() : [];
	}

	/** Runs the command to its end. */
	run(...args: readonly string[]): Promise<Ended> {
		return this.start(args).ended;
	}

	start(args: readonly string[], options: StartOptions = {}): Running {
		return this.spawn(process.execPath, [cli, ...args], options);
	}

	spawn(program: string, args: readonly string[], { env, cwd = this.path }: StartOptions = {}): Running {
		const running = new Running(
			spawn(program, args, { cwd, env: { ...process.env, XDG_STATE_HOME: this.#state, ...env } }),
		);
		this.#running.add(running);
		return running;
	}

	async dispose(): Promise<void> {
		for (const running of this.#running) running.kill("SIGKILL");
		await Promise.all([...this.#running].map(({ ended }) => ended));
		for (const folder of [this.path, this.#state]) rmSync(folder, { recursive: true, force: true });
	}
}

export class Running {
	readonly process: ChildProcessWithoutNullStreams;
	readonly ended: Promise<Ended>;
	#stdout = "";
	#stderr = "";

	constructor(process: ChildProcessWithoutNullStreams) {
		this.process = process;
		process.stdout.setEncoding("utf8").on("data", (text) => {
			this.#stdout += text;
		});
		process.stderr.setEncoding("utf8").on("data", (text) => {
			this.#stderr += text;
		});
		this.ended = once(process, "close").then(([code, signal]) => {
			return { code, signal, stdout: this.#stdout, stderr: this.#stderr };
		});
	}

	/** Resolves as soon as standard error holds the text. */
	async says(text: string): Promise<void> {
		while (!this.#stderr.includes(text)) {
			const more = await Promise.race([once(this.process.stderr, "data"), this.ended]);
			if (!Array.isArray(more)) assert.ok(this.#stderr.includes(text), `It ended without "${text}": ${this.#stderr}`);
		}
	}

	kill(signal: NodeJS.Signals): void {
		this.process.kill(signal);
	}
}

/** Runs a test with a folder that is removed afterwards. */
export function withTrial(test: (trial: Trial) => Promise<void>): () => Promise<void> {
	return async () => {
		const trial = new Trial();
		try {
			await test(trial);
		} finally {
			await trial.dispose();
		}
	};
}
