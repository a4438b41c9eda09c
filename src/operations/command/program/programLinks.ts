import { availableParallelism } from "node:os";
import { ProgramLink } from "./programLink.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/** Each can start about a thousand programs a second, and takes 45 MB. */
const maxLinks = Math.min(4, availableParallelism());
/** Starting more programs per second than this in each process is reason enough for another one. */
const busyPerSecond = 100;

/**
 * Runs an operation's programs through small processes of our own. Starting a program copies the memory tables of the
 * process that starts it: in an extension host that blocks everything else for most of a millisecond, and longer the
 * more memory it has. Programs also end with these processes, which end when ours does, even if it is killed.
 */
export class ProgramLinks {
	readonly #environment: Readonly<Record<string, string>>;
	readonly #links = new Set<ProgramLink>();
	/** Programs since {@link #countedFrom}. */
	#count = 0;
	#countedFrom = 0;

	/** @param environment what each program gets in addition to its own */
	constructor(environment: Readonly<Record<string, string>>) {
		this.#environment = environment;
	}

	/** See {@link ProgramLink.run}. */
	run(program: Program, signal: AbortSignal): Promise<ProgramEnd> {
		return this.#next().run(program, signal);
	}

	async dispose(): Promise<void> {
		await Promise.all([...this.#links].map((link) => link.close()));
	}

	/** The least busy one. */
	#next(): ProgramLink {
		let next = this.#isBusy() ? this.#start() : undefined;
		for (const link of this.#links) if (!next || link.load < next.load) next = link;
		return next ?? this.#start();
	}

	/** Long-running programs need no second process, however many are under way. */
	#isBusy(): boolean {
		if (this.#links.size === maxLinks || ++this.#count < busyPerSecond * this.#links.size) return false;
		const now = performance.now();
		const isBusy = now - this.#countedFrom < 1_000;
		this.#count = 0;
		this.#countedFrom = now;
		return isBusy;
	}

	#start(): ProgramLink {
		const link = new ProgramLink(this.#environment, () => this.#links.delete(link));
		this.#links.add(link);
		return link;
	}
}
