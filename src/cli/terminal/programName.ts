import { basename, sep } from "node:path";
import { shellWord } from "./shellWord.ts";
import { shortPath } from "./shortPath.ts";

/** What the user types to call this program again: `batchline`, or `node dist/cli.cjs` where it is not installed. */
export function programName(script = process.argv[1] ?? ""): string {
	const isInstalled = basename(script) === "batchline" || script.includes(`${sep}node_modules${sep}`);
	return isInstalled ? "batchline" : `node ${shellWord(shortPath(script))}`;
}
