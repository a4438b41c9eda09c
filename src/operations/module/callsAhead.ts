/**
 * A thread is given no more calls than it can start within this time, ms. The others wait in the host, where another
 * thread can take them: otherwise calls that compute for long would queue up behind each other in one thread.
 */
const beginningGoalMs = 5;
/** Weight of the last message in the average time that it takes to start a call. */
const smoothing = 0.2;

/** How many calls a thread may have that it has not started, by how long it takes to start one. */
export class CallsAhead {
	/** On average; unknown at first, so that the first call is sent alone. */
	#beginningMs: number | undefined;

	get max(): number {
		return Math.max(1, Math.floor(beginningGoalMs / (this.#beginningMs ?? beginningGoalMs)));
	}

	/** So many calls took so long to start. */
	began(count: number, durationMs: number): void {
		if (count <= 0) return;
		const meanMs = durationMs / count;
		this.#beginningMs = meanMs + (1 - smoothing) * ((this.#beginningMs ?? meanMs) - meanMs);
	}
}
