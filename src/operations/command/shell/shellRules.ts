import { type Call, type Rule, refuse, refuseCode, scriptAdvice } from "./rule.ts";
import { isDynamic, literalText } from "./wordText.ts";

/** Shells of the grammar that is read here. */
const posixShells = "sh bash dash ash ksh mksh pdksh yash rbash rksh hush posh";
/** Others, whose code is not read. */
const otherShells = "zsh fish csh tcsh nu xonsh elvish pwsh powershell cmd command.com wsl rc es ion oil osh ysh";

const noNames = new Set<string>();

/** A shell runs a script, or plain code with values as its arguments; and never what it reads, or is told by a value. */
export const shellRules: Readonly<Record<string, Rule>> = {
	...Object.fromEntries(posixShells.split(" ").map((name) => [name, (call: Call) => runShell(call, true)])),
	...Object.fromEntries(otherShells.split(" ").map((name) => [name, (call: Call) => runShell(call, false)])),
};

function runShell(call: Call, isRead: boolean): void {
	const { name, args, check, at } = call;
	let hasCode = false;
	let next = 0;
	for (; ; next++) {
		const text = args[next] && literalText(args[next] as (typeof args)[number]);
		if (text === undefined || !/^[-+]/.test(text)) break;
		if (text === "--") {
			next++;
			break;
		}
		if (text === "-o") next++;
		else if (/^-[euxfCv]*c[euxfCv]*$/.test(text)) hasCode = true;
		else if (!/^[-+][euxfCv]+$|^--(?:norc|noprofile|posix)$/.test(text)) {
			refuse(`the option ${text} of ${name}, which is not known here`, scriptAdvice, args[next]?.at ?? at);
		}
	}
	const first = args[next];
	if (!first) {
		if (call.input === "item") refuseCode(`${name}, which runs what it reads`, scriptAdvice, at);
		refuse(`${name}, which runs what it reads`, scriptAdvice, at);
	}
	if (!hasCode) {
		check.script(first, name);
		return;
	}
	if (!isRead) refuse(`code for ${name}`, "Put it into a script, or write it for sh.", first.at);
	// `sh -c CODE NAME ARGUMENT …`: a value may be in any of them, as an argument may be none or several words.
	const isGiven = args.slice(next + 1).some((word) => check.isDynamic(word) || isDynamic(word, noNames));
	check.code(first, isGiven ? ["@", "*", ..."0123456789"] : []);
}
