import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

/** False also for a zombie: a process that has ended and that its parent has not reaped yet. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
	} catch (error) {
		assert.equal((error as NodeJS.ErrnoException).code, "ESRCH");
		return false;
	}
	const status = `/proc/${pid}/stat`;
	return !existsSync(status) || !/\) [ZX]/.test(readFileSync(status, "utf8"));
}
