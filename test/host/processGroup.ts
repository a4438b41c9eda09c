import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { atExit } from "./atExit.ts";

/** A program in a process group of its own, so that its child processes end with it. */
export class ProcessGroup {
	readonly process: ChildProcess;
	/** The exit code, or the signal's name. Never rejects: for a program that does not start it is the error's text. */
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

	/** Kills the whole group; resolves when its leader has ended. */
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
