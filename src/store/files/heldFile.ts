import { statSync } from "node:fs";
import { DamagedRunError } from "../errors/damagedRunError.ts";

/**
 * A file that is open for writing. On most systems others can delete, move or replace it meanwhile; later writes then
 * go nowhere, without an error.
 */
export class HeldFile {
	readonly #file: string;
	readonly #identity: string | undefined;

	/** @param file must exist */
	constructor(file: string) {
		this.#file = file;
		this.#identity = identityOf(file);
	}

	/** @throws DamagedRunError when the path no longer leads to it */
	assertUnmoved(): void {
		if (identityOf(this.#file) === this.#identity) return;
		throw new DamagedRunError(this.#file, "It was removed, moved or replaced while the run was going on.");
	}
}

/** Undefined where there is no file. As big integers, since ids on Windows are larger than a number can hold. */
function identityOf(file: string): string | undefined {
	const stats = statSync(file, { bigint: true, throwIfNoEntry: false });
	return stats && `${stats.dev} ${stats.ino}`;
}
