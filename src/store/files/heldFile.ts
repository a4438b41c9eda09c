import { statSync } from "node:fs";
import { DamagedRunError } from "../errors/damagedRunError.ts";

/**
 * A file that is being written to. On most systems others can delete, move or replace it meanwhile, and nobody tells
 * whoever holds it open: what is written then goes nowhere.
 */
export class HeldFile {
	readonly #file: string;
	readonly #identity: string | undefined;

	/** @param file exists */
	constructor(file: string) {
		this.#file = file;
		this.#identity = identityOf(file);
	}

	/** @throws DamagedRunError when the name does not lead to it any more */
	assertUnmoved(): void {
		if (identityOf(this.#file) === this.#identity) return;
		throw new DamagedRunError(this.#file, "It was removed, moved or replaced while the run was going on.");
	}
}

/** Undefined where there is none. As big integers, since ids on Windows are larger than a number holds. */
function identityOf(file: string): string | undefined {
	const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
	return stats && `${stats.dev} ${stats.ino}`;
}
