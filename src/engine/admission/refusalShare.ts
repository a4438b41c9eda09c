/** Attempts that are remembered: enough to tell 2 % from 6 %. */
const length = 200;

/** How many of the latest attempts were refused. */
export class RefusalShare {
	readonly #wasRefused = new Uint8Array(length);
	#at = 0;
	#attempts = 0;
	#refused = 0;

	/** At most {@link length}. */
	get attempts(): number {
		return this.#attempts;
	}

	get refused(): number {
		return this.#refused;
	}

	/** 0 to 1. */
	get share(): number {
		return this.#attempts === 0 ? 0 : this.#refused / this.#attempts;
	}

	add(isRefused: boolean): void {
		const now = isRefused ? 1 : 0;
		if (this.#attempts < length) this.#attempts++;
		else this.#refused -= this.#wasRefused[this.#at] ?? 0;
		this.#refused += now;
		this.#wasRefused[this.#at] = now;
		this.#at = (this.#at + 1) % length;
	}

	clear(): void {
		this.#wasRefused.fill(0);
		this.#at = 0;
		this.#attempts = 0;
		this.#refused = 0;
	}
}
