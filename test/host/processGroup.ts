import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { atExit } from "./atExit.ts";

/** A program in a process group of its own, so that what it started in turn is ended with it. */
export class ProcessGroup {
	readonly process: ChildProcess;
	/** The exit code, or the signal's name. Never rejects: a program that could not be started gives its error. */
	readonly exited: Promise<number | string>;
	readonly #forget: () => void;

	constructor(program: string, args: readonly string[], options: SpawnOptions) {
		this.process = spawn(program, args, { ...options, detached: true });
		this.#forget = atExit(() => this.#kill());
		this.exited = once(this.process, "exit").then(
			([code, signal]) => (code as number | null) ?? String(signal),
			(error: unknown) => String(error),
		);
	}

	/** Ends the whole group at once; resolves when its leader is gone. */
	async dispose(): Promise<void> {
		this.#forget();
		this.#kill();
		await this.exited;
	}

	#kill(): void {
		if (this.process.pid === undefined) return;
		try {
			process.kill(-this.process.pid, "SIGKILL");
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
		}
	}
}
