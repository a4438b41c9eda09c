import { fileIdentity } from "../../base/fileIdentity.ts";
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
		this.#identity = fileIdentity(file);
	}

	/** @throws DamagedRunError when the path no longer leads to it */
	assertUnmoved(): void {
		if (fileIdentity(this.#file) === this.#identity) return;
		throw new DamagedRunError(this.#file, "It was removed, moved or replaced while the run was going on.");
	}
}
