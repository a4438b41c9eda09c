import type { Clock } from "../../../../src/base/clock.ts";
import { type Disposable, toDisposable } from "../../../../src/base/disposable.ts";

interface Timer {
	readonly at: number;
	readonly number: number;
	callback: (() => void) | undefined;
}

/** Turns of the event loop after which a run has done all that it can without time passing. */
const turns = 3;

/**
 * Time that jumps to the next timer as soon as nothing else is left to do: a minute takes as long as what happens in
 * it, and happens the same way each time.
 */
export class SimulatedClock implements Clock {
	#nowMs = 0;
	#made = 0;
	/** A binary heap, the next one first. */
	readonly #timers: Timer[] = [];

	readonly now = (): number => this.#nowMs;
	readonly monotonic = (): number => this.#nowMs;

	timer(delayMs: number, callback: () => void): Disposable {
		const timer: Timer = { at: this.#nowMs + Math.max(0, delayMs), number: this.#made++, callback };
		this.#insert(timer);
		return toDisposable(() => {
			timer.callback = undefined;
		});
	}

	wait(delayMs: number): Promise<void> {
		return new Promise((resolve) => {
			this.timer(delayMs, resolve);
		});
	}

	/** Lets time pass until `done` settles. */
	async runUntil<T>(done: Promise<T>): Promise<T> {
		let isDone = false;
		const onDone = () => {
			isDone = true;
		};
		done.then(onDone, onDone);
		for (;;) {
			for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
			if (isDone) return done;
			const next = this.#takeFirst();
			if (!next) throw new Error("No timer is left, but the promise has not settled.");
			this.#nowMs = next.at;
			next.callback?.();
		}
	}

	#insert(timer: Timer): void {
		const heap = this.#timers;
		let at = heap.length;
		while (at > 0) {
			const above = (at - 1) >> 1;
			const parent = heap[above];
			if (!parent || isBefore(parent, timer)) break;
			heap[at] = parent;
			at = above;
		}
		heap[at] = timer;
	}

	#takeFirst(): Timer | undefined {
		const heap = this.#timers;
		const first = heap[0];
		const last = heap.pop();
		if (!last || heap.length === 0) return first;
		let at = 0;
		for (;;) {
			let below = 2 * at + 1;
			let child = heap[below];
			const sibling = heap[below + 1];
			if (child && sibling && isBefore(sibling, child)) {
				child = sibling;
				below++;
			}
			if (!child || isBefore(last, child)) break;
			heap[at] = child;
			at = below;
		}
		heap[at] = last;
		return first;
	}
}

function isBefore(a: Timer, b: Timer): boolean {
	return a.at < b.at || (a.at === b.at && a.number < b.number);
}
