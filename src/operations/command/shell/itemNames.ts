import type { Command, List, Word } from "./shellTree.ts";
import { isDynamic, literalText } from "./wordText.ts";

/** Variables that mean something to the shell, to the system, or to programs: what they hold may be run. */
const meaningful = new RegExp(
	`^(?:${[
		"PATH|IFS|ENV|SHELL|SHELLOPTS|CDPATH|FPATH|PS\\d|PROMPT_COMMAND|BASH\\w*|HIST\\w*|GLOBIGNORE|EXECIGNORE|FUNCNEST",
		// Bash computes what they are set to.
		"RANDOM|SRANDOM|SECONDS|LINENO|OPTIND|OPTERR|PPID|UID|EUID|SHLVL|TMOUT|MAILCHECK|EPOCH\\w*|DIRSTACK|_",
		"LD_\\w*|DYLD_\\w*|GCONV_PATH|TERMINFO\\w*|TERMCAP|MALLOC_\\w*",
		"EDITOR|VISUAL|\\w+_EDITOR|PAGER|\\w*PAGER|BROWSER|LESS\\w*|\\w+_ASKPASS",
		"NODE_OPTIONS|NODE_PATH|NODE_REPL\\w*|NPM_CONFIG_\\w*|npm_config_\\w*|ELECTRON_\\w*|VSCODE_\\w*",
		"PYTHON\\w*|PERL\\w*|RUBY\\w*|GEM_\\w*|BUNDLE_\\w*|LUA_\\w*|R_(?:PROFILE|ENVIRON|HOME|LIBS)\\w*|PHPRC|PHP_INI\\w*",
		"JAVA_\\w*|_JAVA_OPTIONS|JDK_\\w*|CLASSPATH|MAVEN_\\w*|GRADLE_\\w*|AWKPATH|AWKLIBPATH|JULIA_\\w*",
		"GO(?:PATH|ROOT|FLAGS|BIN|ENV|PROXY)|CARGO_\\w*|RUSTC\\w*|RUSTFLAGS|MAKE\\w*|MFLAGS|CC|CXX",
		"GIT_(?!AUTHOR_|COMMITTER_)\\w*|SSH_\\w*|RSYNC_\\w*|TAR_OPTIONS|TAPE|PGSERVICE\\w*|PGSYSCONFDIR|MYSQL_\\w*",
		"BATCHLINE_\\w*|BATCH_\\w*",
	].join("|")})$`,
);

/** Whether a variable of that name must not be set to something of an item. */
export function isMeaningfulName(name: string): boolean {
	return meaningful.test(name);
}

/** A name that a line sets, and the words that it is set to; undefined: it reads it from its input. */
interface Setting {
	readonly name: string;
	readonly words: readonly Word[] | undefined;
}

/** Adds the names of variables that the commands set to something of an item. */
export function addItemNames(list: List, names: Set<string>): void {
	const settings = [...settingsOf(list)];
	for (let count = -1; count !== names.size; ) {
		count = names.size;
		for (const { name, words } of settings) {
			if (words === undefined || words.some((word) => isDynamic(word, names))) names.add(name);
		}
	}
}

function* settingsOf(list: List): Generator<Setting> {
	for (const command of list.flat()) {
		if (command.kind === "simple") yield* simpleSettings(command);
		else {
			if (command.variable !== undefined) yield { name: command.variable, words: command.words };
			for (const body of command.bodies) yield* settingsOf(body);
		}
		for (const { parts } of command.words) {
			for (const part of parts) if (part.kind === "substitution") yield* settingsOf(part.list);
		}
	}
}

function* simpleSettings({ assignments, words }: Command & { kind: "simple" }): Generator<Setting> {
	for (const { name, value } of assignments) {
		yield { name, words: [value] };
		for (const part of value.parts) if (part.kind === "substitution") yield* settingsOf(part.list);
	}
	const texts = words.map((word) => literalText(word));
	if (texts.includes("read")) {
		for (const text of texts)
			if (text !== undefined && /^[A-Za-z_]\w*$/.test(text)) yield { name: text, words: undefined };
	}
	// `export NAME=value`, also behind `command`; elsewhere it does no harm to take it for one.
	for (const word of words) {
		const first = word.parts.map((part) => (part.kind === "text" ? part.text : "\0")).join("");
		const name = /^([A-Za-z_]\w*)=/.exec(first)?.[1];
		if (name !== undefined) yield { name, words: [word] };
	}
}
