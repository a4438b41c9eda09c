import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { formatCount } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import type { Sink } from "../engine/model/ports.ts";
import { outputIsPipe, outputOpenError } from "./outputOpenError.ts";

/** How much is read at a time of what follows the position. */
const blockBytes = 65_536;
/** Of a line that goes on in the next block: more than {@link lineBegin}. */
const headLength = 64;
/** How each line begins. */
export const lineBegin = '{"index":';

/** A line of results; half of one, of a process that died; or zeros, which a power cut may leave. */
function isOwn(line: string): boolean {
	return line.startsWith(lineBegin) || lineBegin.startsWith(line.replace(/\0+$/, ""));
}

async function hasOwnLines(handle: FileHandle, begin: number, end: number): Promise<boolean> {
	const block = Buffer.alloc(blockBytes);
	let rest = "";
	for (let at = begin; at < end; ) {
		const { bytesRead } = await handle.read(block, 0, Math.min(block.length, end - at), at);
		if (bytesRead === 0) break;
		at += bytesRead;
		const lines = `${rest}${block.toString("latin1", 0, bytesRead)}`.split("\n");
		// How a line begins says whose it is, however long it is.
		rest = at < end ? (lines.pop() ?? "").slice(0, headLength) : "";
		if (!lines.every(isOwn)) return false;
	}
	return true;
}

/** Appends result lines to a file; positions are byte offsets. */
export class JsonlFile implements Sink {
	readonly id: string;
	readonly #file: string;
	#handle: FileHandle | undefined;
	#position = 0;
	/** `/dev/null` has no positions, and nothing to bring to a disk. */
	#isDevice = false;

	/**
	 * @param name the path as the job has it, which stays the same where the job's folder moves between runs
	 * @param file absolute
	 */
	constructor(name: string, file: string) {
		this.id = `jsonl:${name}`;
		this.#file = file;
	}

	/** @throws SettingsError when the file cannot be written, or is not as the run left it */
	async open(position: number | undefined): Promise<void> {
		await this.close();
		this.#position = position ?? 0;
		// Lines that were never committed do not count, so a run with nothing committed starts with an empty file, too.
		const isFresh = this.#position === 0;
		try {
			if (isFresh) await mkdir(dirname(this.#file), { recursive: true });
			await this.#assertNoPipe();
			this.#handle = await open(this.#file, isFresh ? "w" : "r+");
			this.#isDevice = (await this.#handle.stat()).isCharacterDevice();
			if (!isFresh) await this.#cutOff(this.#handle);
		} catch (error) {
			await this.close();
			throw outputOpenError(this.#file, error as NodeJS.ErrnoException, isFresh);
		}
	}

	/**
	 * A failed write leaves the position where it was, so that the same lines can be written again.
	 * @throws SettingsError when the file is not as the run left it
	 */
	async write(lines: readonly string[]): Promise<number> {
		if (!this.#handle) throw new Error(`${this.#file} is not open.`);
		if (lines.length === 0) return this.#position;
		const bytes = Buffer.from(`${lines.join("\n")}\n`);
		await this.#cutOff(this.#handle);
		try {
			await this.#append(this.#handle, bytes);
		} catch (error) {
			throw this.#writeError(error as NodeJS.ErrnoException);
		}
		await this.#assertUnmoved(this.#handle);
		this.#position += bytes.length;
		return this.#position;
	}

	async close(): Promise<void> {
		const handle = this.#handle;
		this.#handle = undefined;
		await handle?.close();
	}

	async #append(handle: FileHandle, bytes: Buffer): Promise<void> {
		// A disk that fills up takes a part, and throws (ENOSPC) at the next one.
		for (let done = 0; done < bytes.length; ) {
			const position = this.#isDevice ? null : this.#position + done;
			const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position);
			done += bytesWritten;
		}
		if (!this.#isDevice) await handle.datasync();
	}

	/** Opening one would wait for somebody who reads from it, and nothing could end that. */
	async #assertNoPipe(): Promise<void> {
		const stats = await stat(this.#file).catch(() => undefined);
		if (!stats?.isFIFO() && !stats?.isSocket()) return;
		throw outputIsPipe(this.#file);
	}

	/** Writes to a file that was deleted or replaced go nowhere, without an error. */
	async #assertUnmoved(handle: FileHandle): Promise<void> {
		const [held, named] = await Promise.all([
			handle.stat({ bigint: true }),
			stat(this.#file, { bigint: true }).catch(() => undefined),
		]);
		if (named?.dev === held.dev && named.ino === held.ino) return;
		throw new SettingsError(`${this.#file} was removed, moved or replaced while the run was writing it.`, {
			path: [],
			suggestion: "Put it back as it was, or start a new run.",
		});
	}

	async #cutOff(handle: FileHandle): Promise<void> {
		const stats = await handle.stat();
		// A device or a pipe has no length.
		if (!stats.isFile()) return;
		const { size } = stats;
		if (size < this.#position) {
			const sizes = `${formatCount(size)} bytes long, but the run had written ${formatCount(this.#position)}`;
			throw new SettingsError(`${this.#file} is ${sizes}: it was replaced or shortened since.`, {
				path: [],
				suggestion: "Put it back as it was, or start a new run.",
			});
		}
		if (size === this.#position) return;
		await this.#assertOwn(size);
		await handle.truncate(this.#position);
	}

	/** What follows the position is cut off, unless somebody else has added it. */
	async #assertOwn(size: number): Promise<void> {
		// A new run's handle is for writing only.
		const handle = await open(this.#file, "r");
		try {
			if (await hasOwnLines(handle, this.#position, size)) return;
		} finally {
			await handle.close();
		}
		throw new SettingsError(`${this.#file} has got lines that this run has not written; they would be cut off.`, {
			path: [],
			suggestion: "Move them away, or start a new run with an output of its own.",
		});
	}

	/** Keeps the code, by which the engine recognizes a full disk. */
	#writeError({ code, message }: NodeJS.ErrnoException): Error {
		const advice = code === "ENOSPC" ? " The run goes on once there is room on the disk." : "";
		return Object.assign(new Error(`${this.#file} could not be written: ${message}.${advice}`), { code });
	}
}
