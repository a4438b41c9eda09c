import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { entryFile } from "../../../base/entryFile.ts";
import { OperationError } from "../../../engine/model/errorCategory.ts";
import { hasGroups } from "./processTree.ts";
import type { ProgramReply, ProgramRequest } from "./programProtocol.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/** Longer than a killed program takes to be gone, ms. */
const closeMs = 5_000;

/** Our end of a process that runs programs, see {@link ProgramLinks}. */
export class ProgramLink {
	readonly #server: ChildProcess;
	/** Resolves when the process has ended and all its messages have been read. */
	readonly #over: Promise<void>;
	readonly #waiting = new Map<number, PromiseWithResolvers<ProgramEnd>>();
	#lastId = 0;

	/**
	 * @param environment what each program gets in addition to its own
	 * @param onOver the process has ended: it takes no more programs
	 */
	constructor(environment: Readonly<Record<string, string>>, onOver: (link: ProgramLink) => void) {
		this.#server = fork(entryFile("./programServer.ts", import.meta.url, "programServer"), {
			// Flags of our own process (a debugger, more memory) are not meant for this one.
			execArgv: [],
			// In an extension host this starts VS Code, which acts as Node only if told to.
			// Programs can read the environment of the process that starts them: it is theirs, without our secrets.
			env: { ...environment, NODE_OPTIONS: "", ELECTRON_RUN_AS_NODE: "1" },
			// Signals from a terminal (Ctrl+C) are ours to handle, so it gets a group of its own.
			detached: hasGroups,
			serialization: "advanced",
			stdio: ["ignore", "ignore", "inherit", "ipc"],
		});
		this.#server.on("message", (reply: ProgramReply) => this.#receive(reply));
		this.#over = endOf(this.#server).then((cause) => {
			onOver(this);
			this.#giveUp(cause);
		});
		this.#send({ kind: "open", environment });
	}

	/** Programs given to it that have not ended. */
	get load(): number {
		return this.#waiting.size;
	}

	/** @throws what spawn throws, if the program cannot be started; the signal's reason, once its whole tree has ended */
	async run(program: Program, signal: AbortSignal): Promise<ProgramEnd> {
		signal.throwIfAborted();
		const id = ++this.#lastId;
		const ended = Promise.withResolvers<ProgramEnd>();
		const onAbort = () => this.#send({ kind: "abort", id });
		this.#waiting.set(id, ended);
		signal.addEventListener("abort", onAbort, { once: true });
		this.#send({ kind: "run", id, program });
		try {
			return await ended.promise;
		} catch (error) {
			throw signal.aborted ? signal.reason : error;
		} finally {
			this.#waiting.delete(id);
			signal.removeEventListener("abort", onAbort);
		}
	}

	/** Ends all programs, and then the process. */
	async close(): Promise<void> {
		this.#send({ kind: "close" });
		const tooLong = setTimeout(() => this.#server.kill("SIGKILL"), closeMs);
		await this.#over;
		clearTimeout(tooLong);
	}

	#send(request: ProgramRequest): void {
		// If it has ended, #giveUp tells everything that waits.
		this.#server.send(request, () => undefined);
	}

	#receive(reply: ProgramReply): void {
		const waiting = this.#waiting.get(reply.id);
		if ("end" in reply) waiting?.resolve(reply.end);
		else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
	}

	/** Fails what was under way for good: its programs may still be running. */
	#giveUp(cause: string): void {
		const error = new OperationError(
			`The process that starts programs has ended (${cause}). This item's program may have started, and may still be running.`,
			{ name: "ProgramServerError", category: "fatal" },
		);
		for (const { reject } of this.#waiting.values()) reject(error);
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
