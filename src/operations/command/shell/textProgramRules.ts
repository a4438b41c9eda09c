import { type Call, getsItem, needBeginning, type Rule, refuse, refuseCode, scriptAdvice } from "./rule.ts";
import type { Word } from "./shellTree.ts";
import { literalStart, literalText } from "./wordText.ts";

/** Programs whose first argument is a program in a language of their own, which can run others. */
export const textProgramRules: Readonly<Record<string, Rule>> = {
	...Object.fromEntries("sed gsed ssed".split(" ").map((name) => [name, sed])),
	...Object.fromEntries("awk gawk mawk nawk original-awk goawk".split(" ").map((name) => [name, awk])),
};

function ownProgram(word: Word | undefined, call: Call): string {
	const program = word && literalText(word);
	if (word && program === undefined && getsItem(call)) {
		const advice = call.name.endsWith("awk")
			? "Hand it over as a variable: awk -v x={{ item }} '…'."
			: "Use a program that takes it as an argument.";
		refuseCode(`a program for ${call.name} that is not plain text`, advice, word.at);
	}
	return program ?? "";
}

/** `e`, and the flag `e` of `s`, run what they find. */
const sedRuns = /(?:^|[;{}\n!\d$/])\s*e(?:\s|$|;|\})|s(.)(?:\\.|(?!\1).)*\1(?:\\.|(?!\1).)*\1[gpiImM\d]*e/s;

function sed(call: Call): void {
	const { args } = call;
	let hasProgram = false;
	let isAfterDashes = false;
	for (let at = 0; at < args.length; at++) {
		const word = args[at] as Word;
		const text = literalText(word);
		if (!isAfterDashes && text === "--") isAfterDashes = true;
		else if (!isAfterDashes && text !== undefined && /^-[nErsuz]*e$/.test(text)) {
			checkProgram(args[++at], call, sedRuns);
			hasProgram = true;
		} else if (!isAfterDashes && text === "-f") {
			call.check.script(args[++at] ?? word, call.name);
			hasProgram = true;
		} else if (!isAfterDashes && literalStart(word).startsWith("-") && text !== "-") checkSedOption(word, text, call);
		// BSD's -i takes an ending of its own: `-i ''`.
		else if (!hasProgram && !(text === "" && isInPlace(args[at - 1]))) {
			checkProgram(word, call, sedRuns);
			hasProgram = true;
		} else if (!isAfterDashes) needBeginning(word, "-", call);
	}
}

function isInPlace(word: Word | undefined): boolean {
	return word !== undefined && literalText(word) === "-i";
}

function checkSedOption(word: Word, text: string | undefined, call: Call): void {
	const known =
		/^-[nErsuz]+$|^-[nErsuz]*i[\w.~]*$|^--(?:quiet|silent|regexp-extended|in-place(?:=[\w.~]+)?|null-data|separate|posix|unbuffered)$/;
	if (text !== undefined && known.test(text)) return;
	refuse(`an option of ${call.name} that is not known here`, scriptAdvice, word.at);
}

function checkProgram(word: Word | undefined, call: Call, runs: RegExp): void {
	const program = ownProgram(word, call);
	if (!getsItem(call) || !runs.test(program)) return;
	refuse(`a program for ${call.name} that may run what it is given`, scriptAdvice, word?.at ?? call.at);
}

/** Commands that are written out, and patterns with |, in which no value is run. */
const plainPipes =
	/(?:\|&?|\bsystem\s*\()\s*"(?!(?:[^"]*[\s/])?(?:\w*sh|xargs|env|eval)\b)[^"\\]*"(?=\s*(?:[;}\n)]|$))|\|\||\/[\w|^$.*+?()[\]-]*\//g;

function awk(call: Call): void {
	const { args } = call;
	let at = 0;
	let hasFile = false;
	for (; at < args.length; at++) {
		const word = args[at] as Word;
		const start = literalStart(word);
		const text = literalText(word);
		if (text === "--") {
			at++;
			break;
		}
		if (!start.startsWith("-")) break;
		if (text === "-v") {
			at++;
			const value = args[at];
			if (value && !/^[A-Za-z_]\w*=/.test(literalStart(value))) refuseOption(value, call);
		} else if (text === "-f") {
			at++;
			hasFile = true;
			call.check.script(args[at] ?? word, call.name);
		} else if (text === "-F") at++;
		else if (!/^-F./.test(start) && !/^-v[A-Za-z_]\w*=/.test(start)) refuseOption(word, call);
	}
	if (hasFile) {
		for (const word of args.slice(at)) needBeginning(word, "-", call);
		return;
	}
	const program = ownProgram(args[at], call).replaceAll(plainPipes, "");
	if (!/\||\bsystem\b|@|\bgetline\b/.test(program) || !getsItem(call)) return;
	refuse(`a program for ${call.name} that may run what it is given`, scriptAdvice, args[at]?.at ?? call.at);
}

function refuseOption(word: Word, call: Call): void {
	if (!getsItem(call)) return;
	refuse(`an option of ${call.name} that is not known here`, scriptAdvice, word.at);
}
