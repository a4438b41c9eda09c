import type { Command } from "commander";
import { valueMarks } from "./valueLists.ts";

/** Options with more values than one. */
const valueCounts: Readonly<Record<string, number>> = { "--range": 2 };

/**
 * Puts a `--` before the command of `batchline each`, as it begins with the first word that is no option: what stands
 * in the command is the command's own. Other command lines stay as they are.
 */
export function withEachWords(args: readonly string[], program: Command): readonly string[] {
	const at = skipOptions(args, 0, program).next;
	const each = program.commands.find((command) => command.name() === "each");
	if (!each || args[at] !== "each") return args;
	const { own, next } = skipOptions(args, at + 1, program, each);
	const words = args.slice(args[next] === "--" ? next + 1 : next);
	return [...args.slice(0, at + 1), ...own, "--", ...words];
}

/** The options from `start` on, with their values, and the index of what follows. */
function skipOptions(
	args: readonly string[],
	start: number,
	...commands: readonly Command[]
): { readonly own: readonly string[]; readonly next: number } {
	const options = commands.flatMap((command) => command.options);
	const own: string[] = [];
	let at = start;
	for (let word = args[at]; word !== undefined; word = args[at]) {
		if (word === "--" || valueMarks.includes(word) || !/^-./.test(word)) break;
		const values = word.startsWith("--") ? longValues(word) : shortValues(word);
		const [first = "", ...rest] = args.slice(at, at + 1 + values);
		own.push(values > 1 ? `${first}=${rest.join(" ")}` : first, ...(values === 1 ? rest : []));
		at += 1 + values;
	}
	return { own, next: at };

	function longValues(word: string): number {
		if (word.includes("=")) return 0;
		return options.find(({ long }) => long === word)?.required ? (valueCounts[word] ?? 1) : 0;
	}

	/** `-kj 8`: the last of several may have a value, which may follow at once (`-j8`). */
	function shortValues(word: string): number {
		for (let letter = 1; letter < word.length; letter++) {
			const isRequired = options.find(({ short }) => short === `-${word[letter]}`)?.required;
			if (isRequired) return letter === word.length - 1 ? 1 : 0;
		}
		return 0;
	}
}
