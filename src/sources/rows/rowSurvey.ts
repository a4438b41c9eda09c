import type { RowBlock } from "./rowBlock.ts";

export type ReadRows = (signal: AbortSignal) => AsyncIterable<RowBlock>;

/** A reading that nobody goes on with is given up after this time, ms: it holds a connection, or a thread. */
const keptMs = 10_000;

/** Read to know what is there, and how many rows if they are not more. */
const maxRows = 10_000;
const maxChars = 4_000_000;
const maxMs = 150;

/**
 * The first rows, with the reading that gave them, which waits to go on. So looking at the first items does not ask
 * again, and a run does not meet what it has changed itself: its rows are those of the moment when it was planned.
 */
export class RowSurvey {
	/** The first rows; all of them where {@link isWhole}. */
	readonly blocks: readonly RowBlock[];
	readonly isWhole: boolean;
	readonly #controller: AbortController;
	#rest: AsyncIterator<RowBlock> | undefined;
	#timer: NodeJS.Timeout | undefined;

	private constructor(blocks: readonly RowBlock[], controller: AbortController, rest?: AsyncIterator<RowBlock>) {
		this.blocks = blocks;
		this.isWhole = rest === undefined;
		this.#controller = controller;
		this.#rest = rest;
		if (rest) this.#timer = setTimeout(() => void this.dispose(), keptMs).unref();
	}

	/** @throws what the reading throws */
	static async begin(read: ReadRows): Promise<RowSurvey> {
		const controller = new AbortController();
		const reading = read(controller.signal)[Symbol.asyncIterator]();
		const blocks: RowBlock[] = [];
		let [rows, chars] = [0, 0];
		/** The first block takes as long as it takes: a thread or a connection begins, the server sorts. */
		let begun: number | undefined;
		while (rows < maxRows && chars < maxChars && (begun === undefined || performance.now() - begun < maxMs)) {
			const next = await reading.next();
			if (next.done) return new RowSurvey(blocks, controller);
			begun ??= performance.now();
			blocks.push(next.value);
			rows += next.value.rows.length;
			chars += next.value.rows.reduce((sum, { length }) => sum + length, 0);
		}
		return new RowSurvey(blocks, controller, reading);
	}

	/** All blocks but the first, once: undefined where they were taken, or given up. */
	take(signal: AbortSignal): AsyncIterable<RowBlock> | undefined {
		const rest = this.#give();
		return rest && this.#goOn(rest, signal);
	}

	/** Ends the reading if nobody has taken it. */
	async dispose(): Promise<void> {
		await this.#give()?.return?.();
	}

	async *#goOn(rest: AsyncIterator<RowBlock>, signal: AbortSignal): AsyncIterable<RowBlock> {
		const onAbort = () => this.#controller.abort(signal.reason);
		if (signal.aborted) onAbort();
		signal.addEventListener("abort", onAbort, { once: true });
		try {
			yield* this.blocks.slice(1);
			for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
		} finally {
			signal.removeEventListener("abort", onAbort);
			await rest.return?.();
		}
	}

	#give(): AsyncIterator<RowBlock> | undefined {
		const rest = this.#rest;
		this.#rest = undefined;
		clearTimeout(this.#timer);
		return rest;
	}
}
