import {
	type Call,
	dynamicArgs,
	getsItem,
	needBeginning,
	type Rule,
	refuse,
	refuseCode,
	scriptAdvice,
} from "./rule.ts";
import type { Word } from "./shellTree.ts";
import { literalStart, literalText } from "./wordText.ts";

interface Program {
	/** What a value may not begin with; a dash begins an option. */
	readonly noneOf?: string;
	/** Options whose argument the program runs, so that no value may be in it. */
	readonly running?: readonly string[];
	/** Whether the first argument says what to do, and may be no value. */
	readonly hasVerb?: boolean;
	/** Whether `host:path` is a path that the other side's shell may read. */
	readonly isRemote?: boolean;
	/** Verbs and other arguments with which values may be run. */
	readonly unsafe?: RegExp;
}

/** Programs that run others when an option tells them so. A value that is taken for an option would be run. */
const programs: Readonly<Record<string, Program>> = {
	...named("tar gtar bsdtar star", {
		running: ["-I", "-F", "--to-command", "--checkpoint-action", "--use-compress-program", "--rsh-command"],
		hasVerb: true,
	}),
	...named("rsync", { running: ["-e", "--rsh", "--rsync-path"], isRemote: true }),
	...named("scp sftp", { running: ["-o", "-S", "-F", "-J", "-D"], isRemote: true }),
	...named("sort gsort", { running: ["--compress-program"] }),
	...named("split gsplit", { running: ["--filter"] }),
	...named("rg", { running: ["--pre", "--hostname-bin"] }),
	...named("fd fdfind", { running: ["-x", "-X", "--exec", "--exec-batch"], unsafe: /^(?:-x|-X|--exec(?:-batch)?)$/ }),
	...named("zip", { running: ["-TT", "--unzip-command"] }),
	...named("exiftool", { running: ["-if", "-config", "-p", "-api", "-userParam"], noneOf: "-|" }),
	...named("convert magick mogrify identify composite montage compare gm animate display import stream conjure", {
		noneOf: "-|@",
	}),
	...named("latex pdflatex xelatex lualatex tex pdftex luatex", { noneOf: "-\\&*" }),
	...named("man", { running: ["-P", "--pager", "-H", "--html"] }),
	...named("wget", { running: ["-e", "--execute", "--use-askpass"] }),
	...named("nc ncat netcat", { running: ["-c", "-e", "--exec", "--sh-exec", "--lua-exec"] }),
	...named("gcc g++ cc c++ clang clang++", { running: ["-wrapper", "-specs", "-B", "-fplugin"] }),
	...named("pandoc", { running: ["-F", "--filter", "-L", "--lua-filter", "--pdf-engine"] }),
	...named("fzf bat batcat ack ag", { running: ["--pager", "--preview", "--bind"] }),
	...named("yt-dlp youtube-dl aria2c", { running: ["--exec", "--exec-before-download", "--on-download-complete"] }),
	...named("rclone restic borg", { running: ["--password-command", "--rsh"] }),
	...named("tcpdump", { running: ["-z"] }),
	...named("npm yarn pnpm", { hasVerb: true, unsafe: /^(?:exec|x|explore|config|set|c|dlx|create|init|edit)$/ }),
	...named("svn hg bzr fossil pip pip3 gem go cargo openssl apt apt-get dotnet helm", { hasVerb: true }),
	...named("cpio pax less more most info pg install strip", {}),
	...named("tshark dumpcap nmap gpg gpg2 openvpn sendmail exim exim4 mutt", {}),
	...named("mail mailx ld rustc javac java mvn gradle bundle composer dpkg rpm yum", {}),
	...named("chromium chrome google-chrome firefox vlc mplayer mpv patch sdiff logrotate", {}),
};

export const optionRules: Readonly<Record<string, Rule>> = {
	...Object.fromEntries(
		Object.entries(programs).map(([name, program]) => [name, (call) => readOptions(call, program)]),
	),
	git,
	ssh,
	make,
	gmake: make,
	jq,
	gojq: jq,
	jaq: jq,
	...Object.fromEntries(
		"psql mysql mariadb".split(" ").map((name) => [name, (call: Call) => database(call, Infinity)]),
	),
	...Object.fromEntries("sqlite3 sqlite duckdb".split(" ").map((name) => [name, (call: Call) => database(call, 1)])),
};

function named(names: string, program: Program): Record<string, Program> {
	return Object.fromEntries(names.split(" ").map((name) => [name, program]));
}

function readOptions(
	call: Call,
	{ noneOf = "-", running = [], hasVerb = false, isRemote = false, unsafe }: Program,
): void {
	const { name, args, check } = call;
	const [first] = args;
	if (dynamicArgs(call).length === 0) return;
	if (hasVerb && first && check.isDynamic(first)) {
		refuse(`a value that tells ${name} what to do`, "Write the first argument out.", first.at);
	}
	for (const [at, word] of args.entries()) {
		const text = literalText(word);
		if (text === "--" && noneOf === "-") break;
		if (text !== undefined && unsafe?.test(text)) refuse(`${text} of ${name} with a value`, scriptAdvice, word.at);
		if (!check.isDynamic(word)) continue;
		const before = args[at - 1];
		const option = /^(--?[A-Za-z][\w-]*)=/.exec(literalStart(word))?.[1] ?? (before && literalText(before)) ?? "";
		if (running.includes(option)) refuse(`a value in ${option} of ${name}, which runs it`, scriptAdvice, word.at);
		if (isRemote && literalStart(word).includes(":")) {
			const advice = "Go to the folder first, and copy to a path that is written out.";
			refuse(`a value in a path of another machine, whose shell may read it`, advice, word.at);
		}
		checkArgument(word, noneOf, call);
	}
}

function checkArgument(word: Word, noneOf: string, call: Call): void {
	const start = literalStart(word);
	if (!start.startsWith("-")) needBeginning(word, noneOf, call);
	else if (!/^--[A-Za-z][\w-]*=/.test(start)) {
		const advice = "Write --name={{ item }}, or the option and the value as two words.";
		refuse(`an option of ${call.name} with a value in it`, advice, word.at);
	}
}

const gitRuns =
	/^(?:config|submodule|bisect|filter-branch|rebase|difftool|mergetool|daemon|send-email|instaweb|hook|fast-import|p4|svn)$/;
const gitRunning = ["-c", "--config", "--config-env", "--exec-path", "--upload-pack", "--receive-pack", "--exec"];

function git(call: Call): void {
	const { args, check } = call;
	if (dynamicArgs(call).length === 0) return;
	let verb = 0;
	for (; verb < args.length && literalStart(args[verb] as Word).startsWith("-"); verb++) {
		const text = literalText(args[verb] as Word) ?? "";
		const isSetting = text === "-c" && args[verb + 1] !== undefined && check.isDynamic(args[verb + 1] as Word);
		if (isSetting || check.isDynamic(args[verb] as Word)) {
			refuse("a value in an option before git's command, which may run it", "Write -C FOLDER.", call.at);
		}
		if (/^-[Cc]$|^--(?:git-dir|work-tree|namespace)$/.test(text)) verb++;
	}
	const word = args[verb];
	const text = (word && literalText(word)) ?? "";
	if (text === "" || gitRuns.test(text)) {
		refuse(
			`git ${text || "without a plain command"} with a value, which may run it`,
			scriptAdvice,
			word?.at ?? call.at,
		);
	}
	const rest = { ...call, args: args.slice(verb + 1) };
	readOptions(rest, { running: [...gitRunning, "-u", "-O", "-x", "--open-files-in-pager"], unsafe: /^ext::/ });
}

/** It joins its arguments, and has them run by a shell on the other side. */
function ssh(call: Call): void {
	const { args, check } = call;
	if (!getsItem(call)) return;
	let at = 0;
	for (; args[at] && literalStart(args[at] as Word).startsWith("-"); at++) {
		const text = literalText(args[at] as Word) ?? "";
		if (/^-[ipl]$/.test(text)) at++;
		else if (/^-[oF]$/.test(text) && args[at + 1] && !check.isDynamic(args[at + 1] as Word)) at++;
		else if (!/^-[46AaCnqTtxv]+$|^-o[A-Z]\w*=[\w./]+$/.test(text)) {
			refuse(`the option ${text} of ssh, which is not known here`, scriptAdvice, args[at]?.at ?? call.at);
		}
	}
	const [host, ...words] = args.slice(at);
	if (host) needBeginning(host, "-", call);
	const advice = "Send it to the other side's standard input, or run a script there.";
	const value = words.find((word) => check.isDynamic(word));
	if (value) refuseCode("a value in a command for the other side's shell", advice, value.at);
	if (!host || words.length === 0) refuse("ssh, whose other side runs what it reads", advice, call.at);
	const text = words.map((word) => literalText(word));
	if (text.some((word) => word === undefined)) refuse("a command for ssh that is not plain text", advice, call.at);
	check.code({ parts: [{ kind: "text", text: text.join(" "), isQuoted: true }], at: call.at }, []);
}

/** It hands names to shells, and computes variables. */
function make(call: Call): void {
	const { name, args, check } = call;
	for (const file of ["GNUmakefile", "makefile", "Makefile", ...args.map((word) => literalText(word) ?? "")]) {
		if (file !== "") check.script({ parts: [{ kind: "text", text: file, isQuoted: true }], at: call.at }, name);
	}
	for (const [at, word] of args.entries()) {
		const before = args[at - 1];
		const isFolder = before !== undefined && /^-[C]$/.test(literalText(before) ?? "");
		if (check.isDynamic(word) && !isFolder) {
			refuse(
				`a value for ${name}, which hands it to a shell`,
				`Use an environment variable: X={{ item }} ${name}.`,
				word.at,
			);
		}
	}
}

function jq(call: Call): void {
	const { args, check } = call;
	let at = 0;
	for (; at < args.length && literalStart(args[at] as Word).startsWith("-"); at++) {
		const text = literalText(args[at] as Word) ?? "";
		if (/^--(?:arg|argjson|slurpfile|rawfile)$/.test(text)) at += 2;
		else if (/^--indent$|^-L$/.test(text)) at++;
		else if (/^(?:-f|--from-file)$/.test(text)) return;
	}
	const filter = args[at];
	if (filter && check.isDynamic(filter)) {
		refuseCode(
			"a filter for jq with a value in it",
			"Hand it over as a variable: jq --arg x {{ item }} '…'.",
			filter.at,
		);
	}
}

const databaseRuns = ["-c", "--command", "-e", "--execute", "-cmd", "--init-command", "-init", "--eval", "-s"];

/** @param values how many of its plain arguments may be values: what follows may be a query */
function database(call: Call, values: number): void {
	const { name, args, check, input } = call;
	const advice = 'Use a program that takes values apart from the query; `"shell": "trusted"` if they are your own.';
	if (input === "item") refuse(`a query for ${name} with a value in it`, advice, call.at);
	const operands = args.filter((word) => !/^-./.test(literalStart(word)));
	const late = operands.slice(values).find((word) => check.isDynamic(word));
	if (late) refuse(`a query for ${name} with a value in it`, advice, late.at);
	for (const [index, word] of args.entries()) {
		const file = args[index + 1];
		if (file && /^(?:-f|--file|-init)$/.test(literalText(word) ?? "") && literalText(file) !== undefined) {
			check.script(file, name);
		}
	}
	readOptions(call, { running: databaseRuns });
}
