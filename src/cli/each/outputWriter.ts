import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { ProgramOutput, WrittenBytes } from "../../operations/programOutputs.ts";
import type { Output } from "../terminal/output.ts";
import { PassedText } from "../terminal/passedText.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { tagged } from "./tagged.ts";

/** What is waiting to be written, with what stands before each of its lines. */
interface Entry extends ProgramOutput {
	readonly tag: string | undefined;
}

/** Written with one call at most, bytes: calls for single short outputs would take longer than their programs. */
const maxJoined = 256 * 1024;
/** Read of a file at a time, bytes. */
const blockBytes = 256 * 1024;

/** Writes outputs to ours one after the other, each whole, and no faster than they are read. */
export class OutputWriter {
	readonly #output: Output;
	readonly #terminal: Terminal;
	#entries: Entry[] = [];
	#writing: Promise<void> | undefined;
	#backlogBytes = 0;
	#error: { readonly error: unknown } | undefined;
	/** Called when something has been written. */
	onProgress: () => void = () => undefined;

	constructor(output: Output, terminal: Terminal) {
		this.#output = output;
		this.#terminal = terminal;
	}

	/** Bytes in memory that are not written yet. */
	get backlogBytes(): number {
		return this.#backlogBytes;
	}

	write(output: ProgramOutput, tag: string | undefined): void {
		if (isEmpty(output.stdout) && isEmpty(output.stderr)) return;
		this.#entries.push({ ...output, tag });
		this.#backlogBytes += sizeOf(output);
		this.#writing ??= this.#writeAll();
	}

	/** Resolves when all is written. @throws Error where standard output takes no more, though somebody reads it */
	async end(): Promise<void> {
		await this.#writing;
		if (this.#error) throw this.#error.error;
	}

	async #writeAll(): Promise<void> {
		try {
			while (this.#entries.length > 0) {
				const joined = this.#takeJoined();
				if (joined.length > 0) await this.#write(Buffer.concat(joined));
				else await this.#writeOne(this.#entries.shift());
				this.onProgress();
			}
		} catch (error) {
			this.#error ??= { error };
			this.#entries = [];
			this.#backlogBytes = 0;
			this.onProgress();
		} finally {
			this.#writing = undefined;
		}
	}

	/** Outputs in memory without anything on standard error, up to the first that is another one. */
	#takeJoined(): readonly Uint8Array[] {
		const joined: Uint8Array[] = [];
		let bytes = 0;
		let count = 0;
		for (const { stdout, stderr, tag } of this.#entries) {
			if (!(stdout instanceof Uint8Array) || !isEmpty(stderr) || bytes > maxJoined) break;
			const text = tag === undefined ? stdout : tagged(tag).add(stdout);
			joined.push(this.#output.isTerminal ? shown(text) : text);
			bytes += stdout.length;
			count++;
		}
		this.#entries.splice(0, count);
		this.#backlogBytes -= bytes;
		return joined;
	}

	async #writeOne(entry: Entry | undefined): Promise<void> {
		if (!entry) return;
		const { stdout, stderr, tag } = entry;
		this.#backlogBytes -= sizeOf(entry);
		await pass(stdout, { tag, isTerminal: this.#output.isTerminal, write: (bytes) => this.#write(bytes) });
		const { isTerminal } = this.#terminal;
		await pass(stderr, { tag, isTerminal, write: (bytes) => this.#terminal.pass(bytes) });
	}

	#write(bytes: Uint8Array | string): Promise<void> {
		// Both may be the same screen.
		if (this.#output.isTerminal) this.#terminal.hide();
		return this.#output.write(bytes);
	}
}

interface Passing {
	readonly tag: string | undefined;
	readonly isTerminal: boolean;
	write(bytes: Uint8Array | string): Promise<void>;
}

async function pass(bytes: WrittenBytes, { tag, isTerminal, write }: Passing): Promise<void> {
	const tags = tag === undefined ? undefined : tagged(tag);
	const text = isTerminal ? new PassedText() : undefined;
	for await (const block of blocksOf(bytes)) {
		const whole = tags ? tags.add(block) : block;
		await write(text ? text.add(whole) : whole);
	}
	const end = text?.end() ?? "";
	if (end !== "") await write(end);
	if (!(bytes instanceof Uint8Array)) await rm(bytes.file, { force: true });
}

function blocksOf(bytes: WrittenBytes): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
	if (bytes instanceof Uint8Array) return bytes.length > 0 ? [bytes] : [];
	return createReadStream(bytes.file, { highWaterMark: blockBytes });
}

function shown(bytes: Uint8Array): Uint8Array {
	const text = new PassedText();
	return Buffer.from(text.add(bytes) + text.end());
}

function isEmpty(bytes: WrittenBytes): boolean {
	return bytes instanceof Uint8Array && bytes.length === 0;
}

function sizeOf({ stdout, stderr }: ProgramOutput): number {
	return lengthOf(stdout) + lengthOf(stderr);
}

/** Files are not in memory. */
function lengthOf(bytes: WrittenBytes): number {
	return bytes instanceof Uint8Array ? bytes.length : 0;
}
