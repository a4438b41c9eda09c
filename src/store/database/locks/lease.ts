import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Disposable } from "../../../base/disposable.ts";
import { type Holder, RunBusyError } from "../../errors/runBusyError.ts";
import { privateModes } from "../../files/durableFile.ts";
import { runFolderAt } from "../../files/runFolder.ts";
import { reading, writing } from "../sqlite/storeErrors.ts";
import { FileLock } from "./fileLock.ts";

/** How long a starting runner waits, ms: a check whether the run is held takes the lock for some microseconds. */
const waitMs = 250;

/** The right to run a run. */
export class Lease implements Disposable {
	readonly #lock: FileLock;
	readonly #holderFile: string;
	#isOver = false;

	/** @throws RunBusyError while another runner has it */
	static take(folder: string): Lease {
		const { lock: file, holder } = runFolderAt(folder);
		const lock = writing(file, () => FileLock.take(file, waitMs));
		if (!lock) throw new RunBusyError(folder, readHolder(holder));
		return new Lease(lock, holder);
	}

	/** Whether any process, this one included, has it at the moment. Does not disturb the holder. */
	static isHeld(folder: string): boolean {
		const { lock } = runFolderAt(folder);
		return existsSync(lock) && reading(lock, () => FileLock.isHeld(lock));
	}

	/** Who has it, for messages; undefined where that is unknown. */
	static holderOf(folder: string): Holder | undefined {
		return readHolder(runFolderAt(folder).holder);
	}

	private constructor(lock: FileLock, holderFile: string) {
		this.#lock = lock;
		this.#holderFile = holderFile;
		try {
			writeFileSync(holderFile, JSON.stringify({ pid: process.pid, host: hostname() } satisfies Holder), {
				mode: privateModes.file,
			});
		} catch {
			// Only a message needs this file, and a full disk is reported at the first commit.
		}
	}

	dispose(): void {
		if (this.#isOver) return;
		this.#isOver = true;
		// Removed before the lock is: afterwards the next runner may have written its own.
		try {
			rmSync(this.#holderFile, { force: true });
		} catch {
			// Something else is in its place.
		}
		this.#lock.dispose();
	}
}

/** Undefined where the file is a dead runner's, as the current one has not written its own yet. */
function readHolder(file: string): Holder | undefined {
	try {
		const { pid, host } = JSON.parse(readFileSync(file, "utf8")) as Partial<Holder>;
		if (typeof pid !== "number" || typeof host !== "string") return undefined;
		return host !== hostname() || isAlive(pid) ? { pid, host } : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it is alive, but another user's.
		return (error as NodeJS.ErrnoException).code === "EPERM";
	}
}
