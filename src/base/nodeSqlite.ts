/** Node 22 warns on stderr that `node:sqlite` is experimental: noise in the output of a command line tool. */
export function loadSqlite(): typeof import("node:sqlite") {
	const { emitWarning } = process;
	process.emitWarning = () => undefined;
	try {
		return process.getBuiltinModule("node:sqlite");
	} finally {
		process.emitWarning = emitWarning;
	}
}
