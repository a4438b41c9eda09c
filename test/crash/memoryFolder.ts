import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** Where files are fast, as they are in memory: for thousands of commits that only their order matters of. */
export function memoryFolder(): string {
	return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
