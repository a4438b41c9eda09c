import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { entryFile } from "../../base/entryFile.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";
import { hasGroups } from "./processTree.ts";
import type { ProgramReply, ProgramRequest } from "./programProtocol.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/** Longer than any program that was killed takes to be gone, ms. */
const closeMs = 5_000;

/** A process of ours that runs programs, see {@link ProgramLinks}, as seen from outside. */
export class ProgramLink {
	readonly #server: ChildProcess;
	/** Resolves when it has ended, and all that it said is heard. */
	readonly #over: Promise<void>;
	readonly #waiting = new Map<number, PromiseWithResolvers<ProgramEnd>>();
	#lastId = 0;

	/**
	 * @param environment that each program gets besides its own
	 * @param onOver the process has ended: it takes no more programs
	 */
	constructor(environment: Readonly<Record<string, string>>, onOver: (link: ProgramLink) => void) {
		this.#server = fork(entryFile("./programServer.ts", import.meta.url, "programServer"), {
			// What is asked of our own process (a debugger, more memory) is not for this one.
			execArgv: [],
			// An extension host's own program is VS Code, which is Node only where it is told so.
			env: { ...process.env, NODE_OPTIONS: "", ELECTRON_RUN_AS_NODE: "1" },
			// A terminal's signals are for us.
			detached: hasGroups,
			serialization: "advanced",
			stdio: ["ignore", "ignore", "inherit", "ipc"],
		});
		this.#server.on("message", (reply: ProgramReply) => this.#settle(reply));
		this.#over = endOf(this.#server).then((cause) => {
			onOver(this);
			this.#giveUp(cause);
		});
		this.#send({ kind: "open", environment });
	}

	/** Programs that it has been given and that have not ended. */
	get load(): number {
		return this.#waiting.size;
	}

	/** @throws what spawn throws, when the program cannot be started; the signal's reason, once all of it was ended */
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
		// Where it has ended, that is told to all at once.
		this.#server.send(request, () => undefined);
	}

	#settle(reply: ProgramReply): void {
		const waiting = this.#waiting.get(reply.id);
		if ("end" in reply) waiting?.resolve(reply.end);
		else waiting?.reject(Object.assign(new Error(reply.error.message), { code: reply.error.code }));
	}

	/** What was under way is not tried again: it may be at it still. */
	#giveUp(cause: string): void {
		const error = new OperationError(
			`The process that starts programs has ended (${cause}). This item's program may have begun, and go on.`,
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
