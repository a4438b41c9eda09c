import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";

/** What has ended and waits to be reaped is not alive, whoever is to reap it. */
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
