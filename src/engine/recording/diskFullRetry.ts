import type { Clock } from "../../base/clock.ts";
import type { Disposable } from "../../base/disposable.ts";
import { Emitter, type Event } from "../../base/emitter.ts";
import type { Log } from "../model/ports.ts";

/** Time between two tries to write to a full disk, ms. */
const retryEveryMs = 2_000;
/** How the system says that there is no room: on the disk, or for this user. */
const noRoomCodes: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** Writes, and while the disk is full waits and writes again. */
export class DiskFullRetry {
	/** The system's message, once when the disk is full; undefined when there is room again. */
	readonly onDidChange: Event<string | undefined>;
	readonly #changed: Emitter<string | undefined>;
	readonly #clock: Clock;
	#isFull = false;
	#isAbandoned = false;
	#wake: (() => void) | undefined;
	/** Until the next try, for all that wait. */
	#pause: Promise<void> | undefined;

	constructor(clock: Clock, log: Log) {
		this.#clock = clock;
		this.#changed = new Emitter((error) => log.error("A listener of the disk's state threw.", error));
		this.onDidChange = this.#changed.event;
	}

	/** @param write leaves nothing behind when it rejects for lack of room, so that it can be called again */
	async write<T>(write: () => Promise<T>): Promise<T> {
		for (;;) {
			try {
				const result = await write();
				if (this.#isFull) {
					this.#isFull = false;
					this.#changed.fire(undefined);
				}
				return result;
			} catch (error) {
				if (this.#isAbandoned || !isNoRoom(error)) throw error;
				if (!this.#isFull) {
					this.#isFull = true;
					this.#changed.fire(error.message);
				}
				this.#pause ??= this.#wait();
				await this.#pause;
			}
		}
	}

	/** The user says that there is room again. */
	retryNow(): void {
		this.#wake?.();
	}

	/** From now on a write that finds no room rejects. */
	abandon(): void {
		this.#isAbandoned = true;
		this.#wake?.();
	}

	async #wait(): Promise<void> {
		let timer: Disposable | undefined;
		await new Promise<void>((resolve) => {
			this.#wake = resolve;
			timer = this.#clock.timer(retryEveryMs, resolve);
		});
		timer?.dispose();
		this.#wake = undefined;
		this.#pause = undefined;
	}
}

function isNoRoom(error: unknown): error is Error {
	return error instanceof Error && "code" in error && noRoomCodes.has(error.code);
}
