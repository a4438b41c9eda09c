import { NumberColumn } from "../../base/numberColumn.ts";
import type { Commit, FailedItem, Sample, StartedItem } from "../model/ports.ts";
import { ResultLines } from "../model/resultLines.ts";

/** Results may be large: with unwritten lines of this length, UTF-16 units, lanes wait for the disk, too. */
const maxLineLength = 16_000_000;

/** What the next commit takes along. */
export class PendingCommit {
	readonly settled = new NumberColumn();
	readonly lines: ResultLines;
	readonly failed: FailedItem[] = [];
	readonly recovered: number[] = [];
	readonly released: number[] = [];
	sample: Sample | undefined = undefined;
	readonly #started: StartedItem[] = [];
	#onStartsWritten: ((written: boolean) => void) | undefined;
	#startsWritten: Promise<boolean> | undefined;

	/** @param redact masks secrets in result lines; undefined where there are none */
	constructor(redact: ((text: string) => string) | undefined) {
		this.lines = new ResultLines(redact);
	}

	get isEmpty(): boolean {
		return this.settled.length === 0 && this.released.length === 0 && this.sample === undefined;
	}

	/** Its lines take so much memory that lanes wait for the disk. */
	get isTooLong(): boolean {
		return this.lines.length >= maxLineLength;
	}

	/** @param outcomes this many are worth a commit */
	isWorth(outcomes: number): boolean {
		return this.#started.length > 0 || this.settled.length >= outcomes || this.lines.length >= maxLineLength / 4;
	}

	/** Resolves with {@link startsWritten} or {@link abandonStarts}: one promise for all starts of a commit. */
	start(item: StartedItem): Promise<boolean> {
		this.#started.push(item);
		this.#startsWritten ??= new Promise((resolve) => {
			this.#onStartsWritten = resolve;
		});
		return this.#startsWritten;
	}

	startsWritten(): void {
		this.#onStartsWritten?.(true);
	}

	abandonStarts(): void {
		this.#onStartsWritten?.(false);
	}

	/** After it was written: frees what it holds outside of V8's heap, which V8 would collect only when it is much. */
	free(): void {
		this.settled.free();
		this.lines.free();
	}

	/** All but the lines. */
	content(): Pick<Commit, "settled" | "failed" | "recovered" | "released" | "started" | "sample"> {
		const { settled, failed, recovered, released, sample } = this;
		return { settled: settled.values, failed, recovered, released, sample, started: this.#started };
	}
}
