import { NumberColumn } from "../model/numberColumn.ts";
import type { Commit, FailedItem, Sample, StartedItem } from "../model/ports.ts";
import { ResultLines } from "../model/resultLines.ts";

/** With so many outcomes unwritten, or so long result lines (UTF-16 units), lanes have to wait for the disk. */
const tooMany = 10_000;
const tooLong = 16_000_000;

/** What the next commit takes along. */
export class PendingCommit {
	readonly settled = new NumberColumn();
	readonly lines = new ResultLines();
	readonly failed: FailedItem[] = [];
	readonly recovered: number[] = [];
	readonly released: number[] = [];
	sample: Sample | undefined = undefined;
	readonly #started: StartedItem[] = [];
	#onStartsWritten: ((written: boolean) => void) | undefined;
	#startsWritten: Promise<boolean> | undefined;

	get isEmpty(): boolean {
		return this.settled.length === 0 && this.released.length === 0 && this.sample === undefined;
	}

	get isTooMuch(): boolean {
		return this.settled.length >= tooMany || this.lines.length >= tooLong;
	}

	/** @param outcomes so many of them are worth a commit */
	isWorth(outcomes: number): boolean {
		return this.#started.length > 0 || this.settled.length >= outcomes || this.lines.length >= tooLong / 4;
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

	/** It was written: what it holds outside of V8's heap goes at once, which would not look for it before it was much. */
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
