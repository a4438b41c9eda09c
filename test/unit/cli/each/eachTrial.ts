import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import type { WriteStream } from "node:tty";
import { commandLine } from "../../../../src/cli/commandLine.ts";
import { Output } from "../../../../src/cli/terminal/output.ts";
import { Terminal } from "../../../../src/cli/terminal/terminal.ts";
import { StandardInput } from "../../../../src/sources/reading/spool.ts";

// In place of the user's own.
process.env.XDG_STATE_HOME = mkdtempSync(join(tmpdir(), "batchline-state-"));

/** How a command line ended, with all that it wrote. */
export interface Ended {
	readonly code: number;
	readonly stdout: string;
	readonly bytes: Buffer;
	readonly stderr: string;
}

/** A folder, and command lines that are run in it by this process: starting one for each would take half a second. */
export class EachTrial {
	readonly path = realpathSync(mkdtempSync(join(tmpdir(), "batchline-each-")));
	/** What is piped into the next command lines. */
	input: string | Uint8Array | undefined;
	readonly #cwd = process.cwd();

	constructor() {
		process.chdir(this.path);
	}

	write(name: string, content: string | Uint8Array): void {
		writeFileSync(join(this.path, name), content);
	}

	read(name: string): string {
		return readFileSync(join(this.path, name), "utf8");
	}

	/** `batchline each …` */
	each(...args: readonly string[]): Promise<Ended> {
		return this.run("each", ...args);
	}

	async run(...args: readonly string[]): Promise<Ended> {
		const [stdout, stderr] = [new Collected(), new Collected()];
		const signals = ["SIGINT", "SIGTERM"].map((name) => [name, process.listeners(name as NodeJS.Signals)] as const);
		try {
			const code = await commandLine(args, "0.0.0", {
				output: new Output(stdout.stream),
				terminal: new Terminal(stderr.stream as PassThrough & WriteStream, {}),
				env: process.env,
				standardInput: new StandardInput(this.input === undefined, () =>
					Readable.from([Buffer.from(this.input ?? "")]),
				),
				askedAt: Date.now(),
				canAsk: false,
				ask: async () => false,
			});
			return { code, stdout: stdout.bytes.toString(), bytes: stdout.bytes, stderr: stderr.bytes.toString() };
		} finally {
			for (const [name, before] of signals) {
				for (const listener of process.listeners(name as NodeJS.Signals)) {
					if (!before.includes(listener)) process.off(name, listener);
				}
			}
		}
	}

	dispose(): void {
		process.chdir(this.#cwd);
		rmSync(this.path, { recursive: true, force: true });
	}
}

class Collected {
	readonly stream = new PassThrough();
	readonly #chunks: Buffer[] = [];

	constructor() {
		this.stream.on("data", (chunk: Buffer) => this.#chunks.push(chunk));
	}

	get bytes(): Buffer {
		return Buffer.concat(this.#chunks);
	}
}
