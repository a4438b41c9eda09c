import { SettingsError } from "../../base/settingsError.ts";

/** Writes all that is to be kept, in order. @param write resolves when more can be taken */
export type Fill = (write: (bytes: Buffer) => Promise<void>) => Promise<void>;

/** Keeps what can be read only once, such as the output of a program, in files that can be read again. */
export interface Spool {
	/** Whether the run has begun already: what it has read was kept then. */
	readonly isResumed: boolean;
	/**
	 * The file that `fill` fills, whole and on disk; where it was filled when the run began, as it is. Asked for in the
	 * same order whenever the run is opened.
	 * @returns its absolute path
	 * @throws what `fill` throws; then no file is left. SettingsError where it cannot be written
	 */
	file(fill: Fill): Promise<string>;
	/**
	 * The file that a source itself makes longer, as it reads on; the one that it was then, where the run is resumed.
	 * @returns its absolute path, in a folder that is there
	 */
	growing(): string;
}

/** What is piped into this process. */
export class StandardInput {
	readonly #isTerminal: boolean;
	readonly #stream: () => AsyncIterable<Buffer>;
	#isTaken = false;

	/** @param stream is opened only when it is read, as that takes long */
	constructor(isTerminal: boolean, stream: () => AsyncIterable<Buffer>) {
		this.#isTerminal = isTerminal;
		this.#stream = stream;
	}

	/** @throws SettingsError if there is nothing to read */
	take(path: readonly (string | number)[]): AsyncIterable<Buffer> {
		if (this.#isTerminal) {
			throw new SettingsError("Standard input is a terminal: nothing is piped into it.", {
				path,
				suggestion: "Pipe the items in (`ls | batchline run …`), or name a file.",
			});
		}
		if (this.#isTaken) throw new SettingsError("Standard input can be read only once.", { path });
		this.#isTaken = true;
		return this.#stream();
	}
}
