import {
	type Call,
	dynamicArgs,
	getsItem,
	needFileName,
	type Options,
	type Rule,
	refuse,
	refuseCode,
	scriptAdvice,
} from "./rule.ts";
import type { Word } from "./shellTree.ts";
import { literalStart, literalText } from "./wordText.ts";

interface Interpreter extends Options {
	/** Options whose argument is code. */
	readonly code: readonly string[];
	/** What in such code may run what it is given. */
	readonly risky: RegExp;
	/** `inert`: what follows the code is not read as options; `afterDashes`: only after `--`; `files`: as names of files. */
	readonly codeArguments: "inert" | "afterDashes" | "files";
	/** Options whose argument is a module, after which the rest is the module's. */
	readonly module?: string;
}

const python: Interpreter = {
	plain: /^-[BdEIOqsSuvx]+$/,
	withArgument: ["-W", "-X"],
	code: ["-c"],
	risky:
		/\b(?:exec|eval|compile|\w*open|spawn\w*|posix_\w+|fork\w*|system|subprocess|Popen|run|call|check_\w+|__\w+__|import_?\w*lib|import_module|getattr|globals|locals|vars|builtins|pty|ctypes|pickle|marshal|shelve|yaml|code\w*|runpy|input)\b/,
	codeArguments: "inert",
	module: "-m",
};
const node: Interpreter = {
	plain:
		/^--(?!eval|print|require|import|loader|experimental-loader)[a-z][\w-]*=.+$|^--(?:no-[\w-]+|enable-source-maps|experimental-strip-types|trace-[\w-]+|expose-gc)$/,
	code: ["-e", "-p", "-pe", "--eval", "--print"],
	risky:
		/\b(?:eval|Function|constructor|child_process|exec\w*|spawn\w*|fork|vm|import|require|process\.\w*[bB]inding|Worker|set\w+|module)\b|`|\\[ux]/,
	codeArguments: "afterDashes",
};
const perl: Interpreter = {
	plain: /^-[wWTtlanpi0]+$|^-[IM][\w:./=,-]+$|^-C\w*$|^-i\.\w+$|^-F.+$/,
	code: [
		"-e",
		"-E",
		"-ne",
		"-pe",
		"-lne",
		"-lpe",
		"-nle",
		"-ple",
		"-lane",
		"-ane",
		"-nE",
		"-pie",
		"-le",
		"-0pe",
		"-0777pe",
	],
	risky:
		/[`|]|\b(?:eval|exec|system|qx|do|require|use|open|readpipe|syscall|glob|fork|sub)\b|<[^=]|\(\?\??\{|[/}\]!#,]\w*e\w*\s*(?:;|\)|\}|$)/,
	// With -n, -p or <>, a name that ends in | is a command.
	codeArguments: "files",
};
const ruby: Interpreter = {
	plain: /^-[wWlanpsi]+$|^-r[\w/]+$|^-I.+$/,
	code: ["-e", "-ne", "-pe", "-lne", "-ane"],
	risky:
		/[`|]|%x|\b(?:\w*eval|exec|system|open|spawn|\w*send\w*|require\w*|load|IO|Kernel|popen\w*|fork|method|File|binding)\b/,
	codeArguments: "files",
};
const php: Interpreter = {
	plain: /^-[nqC]$|^-d[\w.]+=.*$/,
	withArgument: ["-d", "-c"],
	code: ["-r"],
	risky:
		/`|\b(?:eval|\w*exec|system|passthru|\w*open|assert|include\w*|require\w*|create_function|preg_\w+|unserialize|\w*call\w*|array_\w+|usort|mail|ini_set|putenv)\b|\$\$|\$\w+\s*\(/,
	codeArguments: "afterDashes",
};
/** Nothing is known but that a first argument that is a file is the script. */
const other: Interpreter = { code: [], risky: /./, codeArguments: "files" };

const interpreters: Readonly<Record<string, Interpreter>> = {
	...named("python python2 python3 pypy pypy3", python),
	...named("node nodejs", node),
	...named("perl", perl),
	...named("ruby jruby", ruby),
	...named("php php-cli", php),
	...named(
		"lua luajit tclsh wish guile racket sbcl clisp ghci runghc ocaml scala groovy julia octave rscript r",
		other,
	),
	...named("osascript swift elixir erl escript deno bun tsx ts-node csi jshell iex irb pry ipython", other),
};
/** Modules of Python that run the code that they are given. */
const evaluatingModule =
	/^(?:timeit|pdb|profile|cProfile|trace|runpy|code|codeop|idlelib|asyncio|test|unittest|doctest)\b/;

export const interpreterRules: Readonly<Record<string, Rule>> = Object.fromEntries(
	Object.entries(interpreters).map(([name, interpreter]) => [name, (call: Call) => interpret(call, interpreter)]),
);

function named(names: string, interpreter: Interpreter): Record<string, Interpreter> {
	return Object.fromEntries(names.split(" ").map((name) => [name, interpreter]));
}

/** An interpreter runs a script, or code of the job's own; and never what it reads, or what a value says. */
function interpret(call: Call, interpreter: Interpreter): void {
	const { name, args, check, at } = call;
	for (let next = 0; next < args.length; next++) {
		const word = args[next] as Word;
		const text = literalText(word);
		if (text === undefined || !text.startsWith("-")) {
			if (interpreter === other && !/[./]/.test(text ?? "")) refuse(`${name} without a script`, scriptAdvice, word.at);
			check.script(word, name);
			return;
		}
		const hasCode = interpreter.code.includes(text);
		if (hasCode) checkCode(call, interpreter, next + 1);
		else if (text === interpreter.module) checkModule(call, args[next + 1]);
		if (hasCode || text === interpreter.module || (/^--?version$|^-[vV]$/.test(text) && !getsItem(call))) return;
		if (interpreter.withArgument?.includes(text)) next++;
		else if (!interpreter.plain?.test(text)) {
			refuse(`the option ${text} of ${name}, which is not known here`, scriptAdvice, word.at);
		}
	}
	if (call.input === "item") refuseCode(`${name}, which runs what it reads`, scriptAdvice, at);
	refuse(`${name}, which runs what it reads`, scriptAdvice, at);
}

function checkCode(call: Call, { risky, codeArguments }: Interpreter, index: number): void {
	const { name, args, at } = call;
	const word = args[index];
	const code = word && literalText(word);
	const advice = `Write plain code that takes it as an argument, or a script: ${name} script {{ item }}.`;
	if (code === undefined) refuseCode(`code for ${name} that is not plain text`, advice, word?.at ?? at);
	if (!getsItem(call)) return;
	if (risky.test(code)) refuse(`code for ${name} that may run what it is given`, scriptAdvice, word?.at ?? at);
	const [first] = dynamicArgs(call);
	if (!first || codeArguments === "inert") return;
	const rest = args.slice(index + 1);
	if (codeArguments === "files") {
		// What the code reads are lines of these files.
		if (rest.some((word) => literalStart(word).startsWith("-"))) {
			refuse(`an option of ${name} after its code`, "Write options before the code.", first.at);
		}
		for (const file of rest) needFileName(file, call);
	} else if (rest[0] === undefined || literalText(rest[0]) !== "--") {
		refuse(`an argument of ${name} that could be an option`, "Write -- before the first value.", first.at);
	}
}

function checkModule(call: Call, word: Word | undefined): void {
	const module = word && literalText(word);
	if (module === undefined || (evaluatingModule.test(module) && getsItem(call))) {
		refuse(`a module of ${call.name} that may run what it is given`, scriptAdvice, word?.at ?? call.at);
	}
}
