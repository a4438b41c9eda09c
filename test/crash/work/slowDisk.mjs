// Loaded before the store's thread (`--import`): every call there that waits for the disk takes 50 ms longer.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync } from "node:sqlite";
import { isMainThread } from "node:worker_threads";

const fsyncMs = 50;

function waitForDisk() {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, fsyncMs);
}

function slow(owner, name, isSlow = () => true) {
	const real = owner[name];
	owner[name] = function (...args) {
		const result = real.apply(this, args);
		if (isSlow(...args)) waitForDisk();
		return result;
	};
}

if (!isMainThread) {
	slow(fs, "fdatasyncSync");
	slow(fs, "fsyncSync");
	slow(DatabaseSync.prototype, "exec", (sql) => sql === "COMMIT");
	syncBuiltinESMExports();
}
