import { type ChildProcess, spawn } from "node:child_process";
import type { WrittenBytes } from "../../programOutputs.ts";
import { KeptOutput, type OutputText } from "./keptOutput.ts";
import { endTree, hasGroups, killTree, killTreeAndWait } from "./processTree.ts";
import { WholeOutput } from "./wholeOutput.ts";

/** A program to run, with all templates rendered. */
export interface Program {
	/** Absolute path, or a name to be found in PATH. */
	readonly file: string;
	/** What the program sees as its own name. */
	readonly name: string;
	readonly args: readonly string[];
	/** The arguments are already quoted for Windows. */
	readonly isVerbatim?: boolean;
	readonly folder: string;
	/** In addition to what every program gets. */
	readonly environment: Readonly<Record<string, string>>;
	/** Undefined: it has nothing to read. */
	readonly stdin: string | undefined;
	/** Absolute path of a folder for what is long of its output, where all of that is wanted. */
	readonly outputFolder?: string | undefined;
}

/** How a program ended: with a code, or by a signal. */
export interface ProgramEnd {
	readonly exitCode: number | null;
	readonly signal: NodeJS.Signals | null;
	readonly stdout: OutputText;
	readonly stderr: OutputText;
	/** Where all of its output is wanted: what the texts do not say byte for byte. */
	readonly whole?: { readonly stdout: WrittenBytes | undefined; readonly stderr: WrittenBytes | undefined } | undefined;
}

/**
 * How long to wait for more output once a program has exited, ms. Only something that it left running can hold its
 * streams open for longer.
 */
const drainMs = 500;

/** Runs programs, and can end all that are under way. */
export class ProgramRuns {
	/** What every program gets, in addition to its own. */
	environment: Readonly<Record<string, string>> = {};
	readonly #leaders = new Set<number>();
	readonly #endings = new Set<Promise<void>>();

	/** @throws what spawn throws, if the program cannot be started; the signal's reason, once its whole tree has ended */
	run(program: Program, signal: AbortSignal): Promise<ProgramEnd> {
		return new Promise((resolve, reject) => {
			signal.throwIfAborted();
			const child = start(program, this.environment);
			const { pid } = child;
			const output = new Output(child, program.outputFolder);
			child.once("error", reject);
			if (pid === undefined) return;
			this.#leaders.add(pid);
			const onAbort = () => this.#end(child, pid).then(() => reject(signal.reason), reject);
			signal.addEventListener("abort", onAbort, { once: true });
			const onEnd = (exitCode: number | null, endSignal: NodeJS.Signals | null) => {
				// Then it is over only when everything that it has started has ended too, see #end.
				if (signal.aborted) return;
				signal.removeEventListener("abort", onAbort);
				this.#leaders.delete(pid);
				try {
					resolve({ exitCode, signal: endSignal, ...output.end() });
				} catch (error) {
					reject(error);
				}
			};
			let drain: NodeJS.Timeout | undefined;
			child.once("exit", (exitCode, endSignal) => {
				drain = setTimeout(() => {
					// What is written by now is read first: the event loop polls between a timer and this.
					setImmediate(() => {
						dropOutput(child);
						onEnd(exitCode, endSignal);
					});
				}, drainMs);
			});
			child.once("close", (exitCode, endSignal) => {
				clearTimeout(drain);
				onEnd(exitCode, endSignal);
			});
		});
	}

	async dispose(): Promise<void> {
		await Promise.all(this.#endings);
		const left = [...this.#leaders];
		await Promise.all(left.map(killTreeAndWait));
		for (const pid of left) this.#leaders.delete(pid);
	}

	/** Kills all of them synchronously, for when this process exits. */
	kill(): void {
		this.#leaders.forEach(killTree);
	}

	async #end(child: ChildProcess, pid: number): Promise<void> {
		const ending = endTree(pid);
		this.#endings.add(ending);
		try {
			await ending;
		} finally {
			this.#endings.delete(ending);
			this.#leaders.delete(pid);
			letGo(child);
		}
	}
}

/** What a program writes while it runs. */
class Output {
	readonly #stdout = new KeptOutput();
	readonly #stderr = new KeptOutput();
	readonly #whole: { readonly stdout: WholeOutput; readonly stderr: WholeOutput } | undefined;

	constructor(child: ChildProcess, folder: string | undefined) {
		this.#whole =
			folder === undefined ? undefined : { stdout: new WholeOutput(folder), stderr: new WholeOutput(folder) };
		child.stdout?.on("data", (chunk: Buffer) => {
			this.#stdout.add(chunk);
			this.#whole?.stdout.add(chunk);
		});
		child.stderr?.on("data", (chunk: Buffer) => {
			this.#stderr.add(chunk);
			this.#whole?.stderr.add(chunk);
		});
	}

	/** @throws where all of it is wanted, and could not be kept */
	end(): Pick<ProgramEnd, "stdout" | "stderr" | "whole"> {
		const [stdout, stderr] = [this.#stdout.toResult(), this.#stderr.toResult()];
		const whole = this.#whole && {
			stdout: this.#whole.stdout.end(isExact(stdout)),
			stderr: this.#whole.stderr.end(isExact(stderr)),
		};
		return { stdout, stderr, whole };
	}
}

function isExact({ cutBytes, isBinary }: OutputText): boolean {
	return cutBytes === 0 && !isBinary;
}

function start(
	{ file, name, args, isVerbatim, folder, environment, stdin }: Program,
	forAll: ProgramRuns["environment"],
): ChildProcess {
	const child = spawn(file, args, {
		argv0: name,
		cwd: folder,
		env: { ...forAll, ...environment },
		stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"],
		detached: hasGroups,
		windowsHide: true,
		windowsVerbatimArguments: isVerbatim ?? false,
	});
	// A program may end without reading all of its input.
	child.stdin?.on("error", () => undefined);
	child.stdin?.end(stdin);
	return child;
}

/**
 * Reads on, but keeps nothing: what a program left running would be killed by its next output if nobody read it.
 */
function dropOutput(child: ChildProcess): void {
	for (const stream of [child.stdout, child.stderr]) {
		stream?.removeAllListeners("data");
		stream?.resume();
	}
}

/** Stops reading its output. */
function letGo(child: ChildProcess): void {
	setImmediate(() => {
		child.stdout?.destroy();
		child.stderr?.destroy();
	});
}
