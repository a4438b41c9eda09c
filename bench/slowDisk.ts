// Preloaded (threads inherit it): makes every fsync slow, as on a worn or busy disk. SQLite's own calls are out of
// reach, but each commit with results calls this first.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const fsyncMs = 50;
const { fdatasyncSync } = fs;
const sleeping = new Int32Array(new SharedArrayBuffer(4));

fs.fdatasyncSync = (file) => {
	Atomics.wait(sleeping, 0, 0, fsyncMs);
	fdatasyncSync(file);
};
syncBuiltinESMExports();
