import { spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Trial, withTrial } from "../cli/trial.ts";
import { atExit } from "../host/atExit.ts";
import { TemporaryFolder } from "../host/temporaryFolder.ts";

/** Size of the disk that a test gets, MiB. */
const testSizeMiB = 24;

/** A test with a disk of its own; where none can be mounted it says so, and is skipped. */
export function onSmallDisk(test: (trial: Trial, disk: SmallDisk) => Promise<void>) {
	return async function (this: Mocha.Context): Promise<void> {
		const disk = SmallDisk.mount(testSizeMiB);
		if (typeof disk === "string") {
			console.log(`\tNOT TESTED HERE: ${disk}.`);
			return this.skip();
		}
		using _ = disk;
		await withTrial((trial) => test(trial, disk))();
	};
}

/** A file system of its own, in memory, that is soon full. */
export class SmallDisk implements Disposable {
	readonly path: string;
	readonly #folder: TemporaryFolder;
	readonly #forget: () => void;

	/** @returns the reason, where none can be mounted */
	static mount(sizeMiB: number): SmallDisk | string {
		if (process.platform !== "linux") return `mounts in memory are made on Linux only, and this is ${process.platform}`;
		if (process.getuid?.() !== 0) return "only root may mount";
		const folder = new TemporaryFolder();
		const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${sizeMiB}m`, "tmpfs", folder.path], {
			encoding: "utf8",
		});
		if (mounted.status === 0) return new SmallDisk(folder);
		folder.dispose();
		return `mount says: ${mounted.error?.message ?? mounted.stderr.trim()}`;
	}

	private constructor(folder: TemporaryFolder) {
		this.path = folder.path;
		this.#folder = folder;
		this.#forget = atExit(() => this.#unmount());
	}

	/** Takes up so much of the room. */
	fill(sizeMiB: number): void {
		writeFileSync(join(this.path, "filler"), Buffer.alloc(sizeMiB * 1_048_576));
	}

	makeRoom(): void {
		rmSync(join(this.path, "filler"));
	}

	makeReadOnly(): void {
		this.#remount("ro");
	}

	makeWritable(): void {
		this.#remount("rw");
	}

	[Symbol.dispose](): void {
		this.#forget();
		this.#unmount();
		this.#folder.dispose();
	}

	#remount(how: "ro" | "rw"): void {
		const { status, stderr } = spawnSync("mount", ["-o", `remount,${how}`, this.path], { encoding: "utf8" });
		if (status !== 0) throw new Error(`mount says: ${stderr.trim()}`);
	}

	#unmount(): void {
		// Lazily: a process that was just killed may still have files open.
		spawnSync("umount", ["--lazy", this.path]);
	}
}
