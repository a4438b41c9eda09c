import {
	type Call,
	isSplit,
	needBeginning,
	type Options,
	type Rule,
	refuse,
	scriptAdvice,
	skipOptions,
} from "./rule.ts";
import type { Word } from "./shellTree.ts";
import { literalStart, literalText } from "./wordText.ts";

interface Wrapper extends Options {
	/** Arguments before the command. */
	readonly operands?: number;
	/** Whether variables may be set before the command. */
	readonly setsVariables?: boolean;
}

/** Programs that start another, with the arguments that follow. */
const wrappers: Readonly<Record<string, Wrapper>> = {
	builtin: {},
	busybox: {},
	caffeinate: { plain: /^-[dimsu]+$/, withArgument: ["-t"] },
	chronic: { plain: /^-[ev]+$/ },
	doas: { plain: /^-n$/, withArgument: ["-u"] },
	env: { plain: /^-i$|^--ignore-environment$/, withArgument: ["-u", "-C"], setsVariables: true },
	exec: {},
	fakeroot: {},
	flock: { plain: /^-[nsxeu]+$/, withArgument: ["-w", "-E"], operands: 1 },
	gtimeout: { plain: /^--foreground$/, withArgument: ["-s", "-k"], operands: 1 },
	ionice: { plain: /^-c[0-3]$|^-n[0-7]$|^-t$/, withArgument: ["-c", "-n"] },
	nice: { plain: /^-\d+$|^--adjustment=-?\d+$/, withArgument: ["-n"] },
	nohup: {},
	npx: { plain: /^(?:-y|--yes|--no|--no-install|-q|--quiet)$/ },
	proxychains: { plain: /^-q$/ },
	setsid: { plain: /^-[cfw]+$|^--(?:ctty|fork|wait)$/ },
	stdbuf: { plain: /^-[ioe][\dLKMG]+$/, withArgument: ["-i", "-o", "-e"] },
	sudo: { plain: /^-[nEHkA]+$/, withArgument: ["-u", "-g"], setsVariables: true },
	taskset: { plain: /^-c$/, operands: 1 },
	time: { plain: /^-[pvaq]$/, withArgument: ["-f", "-o"] },
	timeout: {
		plain: /^-v$|^--(?:foreground|preserve-status|verbose|(?:signal|kill-after)=\w+)$/,
		withArgument: ["-s", "-k"],
		operands: 1,
	},
	torsocks: {},
	toybox: {},
};

export const wrapperRules: Readonly<Record<string, Rule>> = {
	...Object.fromEntries(Object.entries(wrappers).map(([name, wrapper]) => [name, (call) => wrap(call, wrapper)])),
	command: (call) => (/^-[vV]$/.test(text(call.args[0])) ? undefined : wrap(call, { plain: /^-p$/ })),
	xargs,
	find,
};

function text(word: Word | undefined): string {
	return (word && literalText(word)) ?? "";
}

function wrap(call: Call, wrapper: Wrapper): void {
	const { args, check, input } = call;
	let at = skipOptions(call, wrapper);
	for (let left = wrapper.operands ?? 0; left > 0; left--, at++) {
		const operand = args[at];
		if (operand) needBeginning(operand, "-", call);
	}
	for (; wrapper.setsVariables && args[at]; at++) {
		const word = args[at] as Word;
		const name = /^([A-Za-z_]\w*)=/.exec(literalStart(word))?.[1];
		if (name === undefined) break;
		check.assigned(name, [word], word.at);
	}
	start(call, args.slice(at), input);
}

/** The command that another one starts. */
function start({ name, check, at }: Call, words: readonly Word[], input: Call["input"]): void {
	const first = text(words[0]);
	// A word that only some shells take for one of their own, or for a variable that is set.
	if (/^-|=|^(?:!|\{|if|while|until|for|case|time)$/.test(first)) refuse(`${first} after ${name}`, scriptAdvice, at);
	check.command(words, input);
}

const xargsOptions: Options = {
	plain: /^-[0rtx]+$|^-[nPLds].+$|^--(?:null|no-run-if-empty|verbose|(?:max-args|max-procs|max-lines|delimiter)=.+)$/,
	withArgument: ["-n", "-P", "-L", "-d", "-s", "-a", "-I"],
};

/** It adds what it reads to a command, or puts it in place of a text: which may be anything. */
function xargs(call: Call): void {
	const { args } = call;
	const begin = skipOptions(call, xargsOptions);
	const options = args.slice(0, begin);
	const placeWord = options[options.findLastIndex((word) => text(word) === "-I") + 1];
	const place = options.some((word) => text(word) === "-I") ? text(placeWord) : undefined;
	if (place === "") refuse("-I of xargs with a value", "Write its place out, such as {}.", call.at);
	const command = args.slice(begin);
	const later = { parts: [{ kind: "later", isPath: false }], at: call.at } as const;
	if (command.length === 0) return;
	const isPlace = (word: Word) => place !== undefined && text(word).includes(place);
	if (command.some((word) => place !== undefined && literalText(word) === undefined)) {
		refuse("a value in a command of xargs -I", "Leave -I out: xargs adds what it reads at the end.", call.at);
	}
	const words = command.map((word) => (isPlace(word) ? { ...later, at: word.at } : word));
	start(call, place === undefined ? [...words, later] : words, "none");
}

const findActions = new Set(["-exec", "-execdir", "-ok", "-okdir"]);
/** What takes the next argument as it is. */
const findTests =
	/^-(?:i?(?:name|path|regex|wholename|lname)|a?newer|[acm](?:time|min)|size|perm|user|group|(?:min|max)depth|x?type|printf|uid|gid|links|inum|samefile)$/;

function find(call: Call): void {
	const { args, check } = call;
	for (let at = 0; at < args.length; at++) {
		const word = args[at] as Word;
		if (findActions.has(text(word))) {
			const length = args.slice(at + 1).findIndex((next) => text(next) === ";" || text(next) === "+");
			if (length < 0) refuse(`${text(word)} without an end`, "Write \\; after the command.", word.at);
			start(call, args.slice(at + 1, at + 1 + length).map(withFound), call.input);
			at += length + 1;
		} else if (findTests.test(text(word))) {
			at++;
			const next = args[at];
			if (next && isSplit(next, check)) refuse("$(…) without quotes as an argument of find", 'Write "$(…)".', next.at);
		} else needBeginning(word, "-(!),", call);
	}
}

function withFound(word: Word): Word {
	if (!text(word).includes("{}")) return word;
	const isAlone = text(word).startsWith("{}");
	return { parts: [{ kind: "later", isPath: isAlone }], at: word.at };
}
