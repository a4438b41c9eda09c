import { type Call, dynamicArgs, isSplit, needInteger, type Rule, refuse, refuseCode, scriptAdvice } from "./rule.ts";
import type { Word } from "./shellTree.ts";
import { literalStart, literalText } from "./wordText.ts";

const onePlace = /^-[bcdefghknprsuwxzGLNOS]$/;
const compare = /^(?:=|==|!=|<|>|-nt|-ot|-ef)$/;
const compareNumbers = /^-(?:eq|ne|lt|le|gt|ge)$/;
const plainName = /^[A-Za-z_]\w*$/;

/** What the shell itself does. */
export const builtinRules: Readonly<Record<string, Rule>> = {
	...Object.fromEntries(
		[
			..."eval . source trap alias unalias let declare typeset local getopts mapfile readarray enable bind".split(" "),
			..."complete compgen compopt fc history shopt coproc select function autoload zmodload sched".split(" "),
		].map((name) => [name, evaluates]),
	),
	...Object.fromEntries(
		"unset wait umask ulimit suspend disown jobs fg bg times hash pushd popd dirs help caller logout"
			.split(" ")
			.map((name) => [name, constantOnly]),
	),
	...Object.fromEntries("exit return break continue shift".split(" ").map((name) => [name, numbers])),
	set,
	export: setting,
	readonly: setting,
	read,
	printf,
	kill,
	test,
	"[": test,
};

function evaluates(call: Call): void {
	const { name, at } = call;
	const isCode = dynamicArgs(call).length > 0 ? refuseCode : refuse;
	isCode(`${name}, which runs what it is given or changes how the line is read`, scriptAdvice, at);
}

function constantOnly(call: Call): void {
	const [word] = dynamicArgs(call);
	if (word) refuse(`a value as an argument of ${call.name}`, scriptAdvice, word.at);
}

function numbers(call: Call): void {
	for (const word of call.args) needInteger(word, call);
}

function set({ args }: Call): void {
	for (const word of args) {
		const text = literalText(word) ?? "";
		const isFlag = /^[-+][efuxCv]*o?$|^(?:pipefail|errexit|noglob|nounset|xtrace|noclobber|verbose)$/.test(text);
		if (!isFlag) refuse("set with more than plain options", scriptAdvice, word.at);
	}
}

function setting({ name, args, check }: Call): void {
	for (const word of args) {
		const found = /^([A-Za-z_]\w*)(=)?/.exec(literalStart(word));
		const isPlain = found?.[2] === "=" || plainName.test(literalText(word) ?? "");
		if (!(isPlain || literalText(word) === "-p") || isSplit(word, check)) {
			refuse(`${name} with a name or words that are not plain text`, `Write ${name} NAME="…".`, word.at);
		}
		if (found?.[1] !== undefined && found[2] === "=") check.assigned(found[1], [word], word.at);
	}
}

function read({ args, check }: Call): void {
	for (const word of args) {
		const text = literalText(word);
		if (text === undefined || !/^-[rs]+$|^[A-Za-z_]\w*$/.test(text)) {
			refuse("read with more than -r and plain names", "Write read -r NAME.", word.at);
		}
		if (plainName.test(text)) check.assigned(text, undefined, word.at);
	}
}

function printf(call: Call): void {
	const args = literalText(call.args[0] ?? { parts: [], at: 0 }) === "--" ? call.args.slice(1) : call.args;
	const [format, ...values] = args;
	if (!format) return;
	const text = literalText(format);
	if (text === undefined) {
		refuse("a format of printf that is not plain text", "Write printf '%s\\n' {{ item }}.", format.at);
	}
	if (text.startsWith("-")) refuse(`the option ${text} of printf`, "Write printf '%s\\n' {{ item }}.", format.at);
	const setsVariable = /%[^%A-Za-z]*n/.test(text) && values.some((word) => call.check.isDynamic(word));
	if (setsVariable) refuse("%n in a format of printf, which sets a variable", "Write %s.", format.at);
}

function kill(call: Call): void {
	for (const word of call.args) needInteger(word, call);
}

/** Only forms in which no value can be taken for an operator: `-v`, with a value after it, runs that in bash. */
function test(call: Call): void {
	const { name, args, check, at } = call;
	const operands = name === "[" ? args.slice(0, -1) : args;
	if (name === "[" && literalText(args.at(-1) ?? { parts: [], at: 0 }) !== "]") refuse("[ without ]", "Close it.", at);
	if (!operands.some((word) => check.isDynamic(word))) return;
	const split = operands.find((word) => isSplit(word, check));
	if (split) refuse("$(…) without quotes in a test", 'Write "$(…)".', split.at);
	const text = (word: Word | undefined) => (word ? literalText(word) : undefined) ?? "";
	const isNegated = text(operands[0]) === "!" && operands.length > 1;
	const [first, second, third, ...more] = isNegated ? operands.slice(1) : operands;
	if (!first) refuseTest(at);
	if (more.length > 0) {
		joinedTests(operands, call);
		return;
	}
	if (!second || (!third && onePlace.test(text(first)))) return;
	if (!third) refuseTest(at);
	if (compareNumbers.test(text(second))) for (const word of [first, third]) needNumber(word, call);
	else if (!compare.test(text(second))) refuseTest(at);
}

/** Tests that `-a` and `-o` join: whole numbers are all that is no operator there. */
function joinedTests(operands: readonly Word[], call: Call): void {
	const tests: Word[][] = [[]];
	for (const word of operands) {
		if (/^-[ao]$/.test(literalText(word) ?? "")) tests.push([]);
		else tests.at(-1)?.push(word);
	}
	for (const words of tests) {
		if (!words.some((word) => call.check.isDynamic(word))) continue;
		const [first, second, third, ...more] = words;
		const compares = second && compareNumbers.test(literalText(second) ?? "");
		if (!first || !third || !compares || more.length > 0) refuseTest(call.at);
		for (const word of [first, third]) if (call.check.isDynamic(word)) needInteger(word, call);
	}
}

/** What is not the item's own value may be anything: dash and bash only read it as a number. */
function needNumber(word: Word, call: Call): void {
	if (word.parts.some(({ kind }) => kind === "value")) needInteger(word, call);
}

function refuseTest(at: number): never {
	const advice = "Write [ -f … ], [ … = … ] or the like, and join such tests with && and ||.";
	refuse("a test in which a value could be taken for an operator", advice, at);
}
