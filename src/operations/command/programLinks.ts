import { availableParallelism } from "node:os";
import { ProgramLink } from "./programLink.ts";
import type { Program, ProgramEnd } from "./programRun.ts";

/** Each can start about a thousand programs a second, and takes 45 MB. */
const maxLinks = Math.min(4, availableParallelism());
/** So many programs within a second for each process there is are reason enough for one more. */
const busyPerSecond = 100;

/**
 * Runs the programs of an operation, through small processes of ours. The system copies the memory tables of whoever
 * starts a program: from an extension host that takes most of a millisecond in which nothing else happens there, and
 * the more memory, the longer. And programs end with those processes, which end when ours does, even if it is killed.
 */
export class ProgramLinks {
	readonly #environment: Readonly<Record<string, string>>;
	readonly #links = new Set<ProgramLink>();
	/** Programs since {@link #countedFrom}. */
	#count = 0;
	#countedFrom = 0;

	/** @param environment that each program gets besides its own */
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

	/** The one that has least to do. */
	#next(): ProgramLink {
		let next = this.#isBusy() ? this.#start() : undefined;
		for (const link of this.#links) if (!next || link.load < next.load) next = link;
		return next ?? this.#start();
	}

	/** Programs that take their time need no second process, however many are under way. */
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
