import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";

/** Time between two tries to write to a full disk, ms. */
const tryEveryMs = 2_000;
/** How the system says that there is no room: on the disk, or for this user. */
const noRoomCodes: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** Writes, and while the disk is full waits and writes again. */
export class DiskRoom {
	readonly #clock: Clock;
	readonly #onFull: (message: string | undefined) => void;
	#isFull = false;
	#givenUp = false;
	#tryNow: (() => void) | undefined;
	/** Until the next try, for all that wait. */
	#pause: Promise<void> | undefined;

	/** @param onFull told the system's message once when the disk is full, and undefined when there is room again */
	constructor(clock: Clock, onFull: (message: string | undefined) => void) {
		this.#clock = clock;
		this.#onFull = onFull;
	}

	/** @param write leaves nothing behind when it rejects for lack of room, so that it can be called again */
	async write<T>(write: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				const result = await write();
				if (this.#isFull) {
					this.#isFull = false;
					this.#onFull(undefined);
				}
				return result;
			} catch (error) {
				if (this.#givenUp || !isNoRoom(error)) throw error;
				if (!this.#isFull) {
					this.#isFull = true;
					this.#onFull(error.message);
				}
				this.#pause ??= this.#wait();
				await this.#pause;
			}
		}
	}

	tryAgain(): void {
		this.#tryNow?.();
	}

	/** From now on a write that finds no room rejects. */
	giveUp(): void {
		this.#givenUp = true;
		this.#tryNow?.();
	}

	async #wait(): Promise<void> {
		let timer: Disposable | undefined;
		await new Promise<void>((resolve) => {
			this.#tryNow = resolve;
			timer = this.#clock.timer(tryEveryMs, resolve);
		});
		timer?.dispose();
		this.#tryNow = undefined;
		this.#pause = undefined;
	}
}

function isNoRoom(error: unknown): error is Error {
	return error instanceof Error && "code" in error && noRoomCodes.has(error.code);
}
