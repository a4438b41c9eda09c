import type { LiveAttempt } from "./liveAttempt.ts";

/**
 * Attempts in flight, in the order in which they were added, as a list linked through the attempts themselves: a `Set`
 * that a million entries pass through makes a new table every few dozen of them, each referring to the next, which kept
 * the garbage collector busy for the whole run.
 */
export class InFlight implements Iterable<LiveAttempt> {
	#first: LiveAttempt | undefined;
	#last: LiveAttempt | undefined;
	#count = 0;
	/** Of their starts, so that how long they have taken is known without a walk through them. */
	#sumOfStarts = 0;

	get count(): number {
		return this.#count;
	}

	/** The one that was added first. */
	get first(): LiveAttempt | undefined {
		return this.#first;
	}

	/** How long they have taken, all together, ms. */
	takenMs(now: number): number {
		return this.#count * now - this.#sumOfStarts;
	}

	add(attempt: LiveAttempt): void {
		const last = this.#last;
		attempt.previous = last;
		if (last) last.next = attempt;
		else this.#first = attempt;
		this.#last = attempt;
		this.#count++;
		this.#sumOfStarts += attempt.startedAt;
	}

	has(attempt: LiveAttempt): boolean {
		return attempt.previous !== undefined || this.#first === attempt;
	}

	/** Does nothing for one that is not in it. */
	delete(attempt: LiveAttempt): void {
		if (!this.has(attempt)) return;
		const { previous, next } = attempt;
		if (previous) previous.next = next;
		else this.#first = next;
		if (next) next.previous = previous;
		else this.#last = previous;
		attempt.previous = undefined;
		attempt.next = undefined;
		this.#count--;
		this.#sumOfStarts = this.#count === 0 ? 0 : this.#sumOfStarts - attempt.startedAt;
	}

	*[Symbol.iterator](): Generator<LiveAttempt> {
		for (let attempt = this.#first; attempt; ) {
			const { next } = attempt;
			yield attempt;
			attempt = next;
		}
	}
}
