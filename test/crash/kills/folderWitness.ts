import assert from "node:assert/strict";
import { type FSWatcher, linkSync, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Effects, Moments, type Witness } from "./witness.ts";

/** So long that a kill can come while it is written. */
const lines = 3_000;
const old = "old text\n".repeat(lines);
/** Replaced twice, it would grow again. */
const replaced = "old old text\n".repeat(lines);

/** Files in a folder, each of which is to be replaced once. Every third has a second name: such are written in place. */
export class FolderWitness implements Witness {
	/** How the job replaces them. */
	static readonly replacement = { find: "old", with: "old old" };
	readonly moments = new Moments();
	readonly #folder: string;
	readonly #others: string;
	readonly #files: number;
	readonly #watcher: FSWatcher;

	/** @param folder is made */
	constructor(folder: string, files: number) {
		this.#folder = folder;
		this.#others = `${folder}-by-other-names`;
		this.#files = files;
		mkdirSync(folder);
		mkdirSync(this.#others);
		for (let index = 0; index < files; index++) {
			writeFileSync(join(folder, nameOf(index)), old);
			if (index % 3 === 0) linkSync(join(folder, nameOf(index)), join(this.#others, nameOf(index)));
		}
		this.#watcher = watch(folder, (_, name) => {
			if (isUnfinished(name ?? "")) this.moments.passed();
		});
	}

	/** What it had done is in the files. */
	settled(): Promise<void> {
		return Promise.resolve();
	}

	/** A file that is half written has begun. */
	effects(): Effects {
		const began = new Map<number, number>();
		const ended = new Set<number>();
		for (let index = 0; index < this.#files; index++) {
			const text = readFileSync(join(this.#folder, nameOf(index)), "utf8");
			if (text === old) continue;
			began.set(index, 1);
			if (text === replaced) ended.add(index);
			else assert.ok(replaced.startsWith(text), `${nameOf(index)} is wrong`);
		}
		return { began, ended };
	}

	/** Every file is whole, by each of its names, and nothing is left beside them. */
	assertTidy(): void {
		for (const name of readdirSync(this.#folder)) {
			assert.ok(!isUnfinished(name), `${name} is left`);
			assert.ok([old, replaced].includes(readFileSync(join(this.#folder, name), "utf8")), `${name} is half written`);
		}
		for (const name of readdirSync(this.#others))
			assert.ok(readFileSync(join(this.#others, name)).equals(readFileSync(join(this.#folder, name))), name);
	}

	async [Symbol.asyncDispose](): Promise<void> {
		this.#watcher.close();
	}
}

/** Files are items in the order of their names. */
function nameOf(index: number): string {
	return `${String(index).padStart(6, "0")}.txt`;
}

function isUnfinished(name: string): boolean {
	return name.startsWith(".batchline-");
}
