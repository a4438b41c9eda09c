import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** A folder in memory, where there is one: for thousands of commits of which only the order matters. */
export function memoryFolder(): string {
	return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
