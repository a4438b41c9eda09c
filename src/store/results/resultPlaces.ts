import { closeSync, openSync, rmSync } from "node:fs";
import type { SucceededItem } from "../../engine/index.ts";
import { writing } from "../database/sqlite/storeErrors.ts";
import { DamagedRunError } from "../errors/damagedRunError.ts";
import { privateModes } from "../files/durableFile.ts";
import { lineAt } from "./lineAt.ts";
import { lineParts } from "./lineParts.ts";
import { LinePlaces, type ReadAt } from "./linePlaces.ts";

/**
 * Finds result lines by their item, for the run's own writer. The file of places is made when the first line is looked
 * for, out of the results, and is gone when the run is closed.
 */
export class ResultPlaces {
	readonly #file: string;
	readonly #results: string;
	readonly #read: ReadAt;
	#handle: number | undefined;
	#places: LinePlaces | undefined;

	/** @param results the file's path, for messages */
	constructor(file: string, results: string, read: ReadAt) {
		this.#file = file;
		this.#results = results;
		this.#read = read;
	}

	/**
	 * The item as the results have it; undefined where they have no line of it.
	 * @param end of the committed lines, bytes
	 */
	find(index: number, end: number): SucceededItem | undefined {
		return writing(this.#file, () => {
			this.#handle ??= openSync(this.#file, "w+", privateModes.file);
			this.#places ??= new LinePlaces(this.#handle, this.#results, this.#read);
			while (this.#places.at < end) this.#places.noteNext(end);
			const place = this.#places.of(index);
			return place === undefined ? undefined : this.#itemOf(index, lineAt(this.#read, place, end));
		});
	}

	close(): void {
		if (this.#handle === undefined) return;
		closeSync(this.#handle);
		this.#handle = undefined;
		this.#places = undefined;
		rmSync(this.#file, { force: true });
	}

	#itemOf(index: number, line: string): SucceededItem {
		const parts = lineParts(line);
		if (parts?.index !== index) {
			throw new DamagedRunError(this.#results, `The line of item ${index} cannot be read.`);
		}
		const { key, attempts, result } = parts;
		return { outcome: "succeeded", index, key, attempts, result };
	}
}
