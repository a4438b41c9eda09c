import type { List, SimpleCommand, Word } from "./shellTree.ts";
import { knownText, wordsOf } from "./wordText.ts";

/** Programs whose last argument is where the others go. */
const movers: ReadonlySet<string> = new Set(["cp", "gcp", "mv", "gmv", "ln", "install", "ginstall", "rsync", "scp"]);
/** Programs that write to the file of this option. */
const outputOptions: Readonly<Record<string, RegExp>> = {
	curl: /^(?:-o|--output)$/,
	wget: /^(?:-O|--output-document)$/,
	sort: /^(?:-o|--output)$/,
};

/** The files that a line writes, by the names that it writes out. */
export class WrittenFiles {
	readonly #paths = new Set<string>();
	/** Then a file has other names later on. */
	#changesFolder = false;

	addOf(list: List): void {
		for (const file of writtenFiles(list)) if (file !== "" && file !== "/dev/null") this.#paths.add(plainPath(file));
		this.#changesFolder ||= namesOf(list).some((name) => name === "cd" || name === "pushd");
	}

	addAll(other: WrittenFiles): void {
		for (const path of other.#paths) this.#paths.add(path);
		this.#changesFolder ||= other.#changesFolder;
	}

	has(path: string): boolean {
		if (this.#paths.has(plainPath(path))) return true;
		if (!this.#changesFolder || !path.includes("/")) return false;
		const name = baseName(path);
		return [...this.#paths].some((written) => baseName(written) === name);
	}
}

function* writtenFiles(list: List): Generator<string> {
	for (const command of list.flat()) {
		for (const { operator, target } of command.redirections) {
			if (operator !== "<" && operator !== "<&" && operator !== ">&") yield knownText(target) ?? "";
		}
		if (command.kind === "compound") for (const body of command.bodies) yield* writtenFiles(body);
		else yield* writtenBy(command);
	}
	for (const word of wordsOf(list)) {
		for (const part of word.parts) if (part.kind === "substitution") yield* writtenFiles(part.list);
	}
}

function* writtenBy({ words }: SimpleCommand): Generator<string> {
	const [name = "", ...args] = words.map(textOf);
	const program = baseName(name);
	if (program === "tee") yield* args;
	if (program === "dd") for (const arg of args) if (arg.startsWith("of=")) yield arg.slice(3);
	const option = Object.hasOwn(outputOptions, program) ? outputOptions[program] : undefined;
	for (const [at, arg] of args.entries()) {
		const [key = "", value] = arg.split("=", 2);
		if (option?.test(key)) yield value ?? args[at + 1] ?? "";
	}
	if (!movers.has(program)) return;
	const to = args.at(-1) ?? "";
	yield to;
	// It may be a folder.
	for (const from of args.slice(0, -1)) if (from !== "") yield `${to.replace(/\/+$/, "")}/${baseName(from)}`;
}

function namesOf(list: List): readonly string[] {
	return list
		.flat()
		.flatMap((command) => (command.kind === "compound" ? command.bodies.flatMap(namesOf) : [textOf(command.words[0])]));
}

/** Empty where it is not certain. */
function textOf(word: Word | undefined): string {
	return (word && knownText(word)) ?? "";
}

function baseName(path: string): string {
	return path.slice(path.lastIndexOf("/") + 1);
}

function plainPath(path: string): string {
	return path.replace(/^(?:\.\/+)+/, "");
}
