import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { entryFile } from "../../base/entryFile.ts";
import { OperationError } from "../../engine/errorCategory.ts";
import { hasGroups } from "./processTree.ts";
import type { ProgramReply, ProgramRequest } from "./programProtocol.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/** Longer than any program that was killed takes to be gone, ms. */
const closeMs = 5_000;

interface Server {
	readonly process: ChildProcess;
	/** Resolves when it has ended, and all that it said is heard. */
	readonly over: Promise<void>;
}

interface Waiting {
	resolve(end: ProgramEnd): void;
	reject(error: unknown): void;
}

/**
 * Runs the programs of an operation, through a small process of ours. The system copies the memory tables of whoever
 * starts a program: from an extension host that takes most of a millisecond in which nothing else happens there, and
 * the more memory, the longer. And programs end with that process, which ends when ours does, even if it is killed.
 */
export class ProgramLink {
	readonly #environment: Readonly<Record<string, string>>;
	readonly #waiting = new Map<number, Waiting>();
	#server: Server | undefined;
	#lastId = 0;

	/** @param environment that each program gets besides its own */
	constructor(environment: Readonly<Record<string, string>>) {
		this.#environment = environment;
	}

	/** @throws what spawn throws, when the program cannot be started; the signal's reason, once all of it was ended */
	run(program: Program, signal: AbortSignal): Promise<ProgramEnd> {
		return new Promise<ProgramEnd>((resolve, reject) => {
			signal.throwIfAborted();
			this.#server ??= this.#start();
			const { process: server } = this.#server;
			const id = ++this.#lastId;
			const onAbort = () => send(server, { kind: "abort", id });
			const ended = () => {
				this.#waiting.delete(id);
				signal.removeEventListener("abort", onAbort);
			};
			this.#waiting.set(id, {
				resolve: (end) => {
					ended();
					resolve(end);
				},
				reject: (error) => {
					ended();
					reject(signal.aborted ? signal.reason : error);
				},
			});
			signal.addEventListener("abort", onAbort, { once: true });
			send(server, { kind: "run", id, program });
		});
	}

	async dispose(): Promise<void> {
		const server = this.#server;
		if (!server) return;
		send(server.process, { kind: "close" });
		const tooLong = setTimeout(() => server.process.kill("SIGKILL"), closeMs);
		await server.over;
		clearTimeout(tooLong);
	}

	#start(): Server {
		const server = fork(entryFile("./programServer.ts", import.meta.url, "programServer"), {
			// What is asked of our own process (a debugger, more memory) is not for this one.
			execArgv: [],
			// An extension host's own program is VS Code, which is Node only where it is told so.
			env: { ...process.env, NODE_OPTIONS: "", ELECTRON_RUN_AS_NODE: "1" },
			// A terminal's signals are for us.
			detached: hasGroups,
			serialization: "advanced",
			stdio: ["ignore", "ignore", "inherit", "ipc"],
		});
		server.on("message", (reply: ProgramReply) => {
			const waiting = this.#waiting.get(reply.id);
			if ("end" in reply) waiting?.resolve(reply.end);
			else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
		});
		send(server, { kind: "open", environment: this.#environment });
		return { process: server, over: endOf(server).then((cause) => this.#ended(cause)) };
	}

	/** Whoever comes next gets a new one. What was under way is not tried again: it may be at it still. */
	#ended(cause: string): void {
		this.#server = undefined;
		const error = new OperationError(
			`The process that starts programs has ended (${cause}). This item's program may have begun, and go on.`,
			{ name: "ProgramServerError", category: "fatal" },
		);
		for (const { reject } of [...this.#waiting.values()]) reject(error);
	}
}

/** @returns why it has ended */
async function endOf(server: ChildProcess): Promise<string> {
	try {
		// The process may be gone before its last replies are read.
		const [[code, signal]] = await Promise.all([once(server, "exit"), once(server, "disconnect")]);
		return signal ?? `exit code ${code}`;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

function send(server: ChildProcess, request: ProgramRequest): void {
	// Where it has ended, that is told to all at once.
	server.send(request, () => undefined);
}
