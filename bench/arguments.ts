import { parseArgs } from "node:util";
import { rowNames } from "./rows.ts";

export interface Arguments {
	/** Names of rows; all where none is given. */
	readonly only: readonly string[];
	/** Rounds, each of which measures every variant of a row once. */
	readonly rounds: number;
	/** Small sizes in one round: tries the bench, measures nothing. */
	readonly quick: boolean;
	/** Includes the sizes that take minutes. */
	readonly full: boolean;
}

export const usage = `Usage: npm run bench [-- --only ROW … --runs N --quick --full]
Rows: ${rowNames.join(", ")}`;

/** @throws Error that says what is wrong with the arguments */
export function readArguments(args: readonly string[]): Arguments {
	const { values } = parseArgs({
		args: [...args],
		options: {
			only: { type: "string", multiple: true, default: [] },
			runs: { type: "string" },
			quick: { type: "boolean", default: false },
			full: { type: "boolean", default: false },
		},
	});
	const { only, quick, full } = values;
	for (const name of only) {
		if (!rowNames.includes(name)) throw new Error(`There is no row "${name}".`);
	}
	const rounds = Number(values.runs ?? (quick ? 1 : 5));
	if (!Number.isInteger(rounds) || rounds < 1)
		throw new Error(`Expected a whole number after --runs, found "${values.runs}".`);
	return { only, rounds, quick, full };
}
