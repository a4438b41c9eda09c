// Loaded before the store's thread (`--import`): ends it at its 5th commit, in the way that STORE_THREAD_ENDS says.
import { DatabaseSync } from "node:sqlite";
import { isMainThread } from "node:worker_threads";

const { STORE_THREAD_ENDS } = process.env;
const real = DatabaseSync.prototype.exec;
let commits = 0;

if (!isMainThread) {
	DatabaseSync.prototype.exec = function (sql) {
		real.call(this, sql);
		if (sql !== "COMMIT" || ++commits < 5) return;
		if (STORE_THREAD_ENDS === "exits") process.exit(7);
		// Out of reach of every catch of the store.
		setImmediate(() => {
			throw new Error("a bug in the store");
		});
	};
}
