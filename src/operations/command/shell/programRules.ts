import { builtinRules } from "./builtinRules.ts";
import { interpreterRules } from "./interpreterRules.ts";
import { optionRules } from "./optionRules.ts";
import { type Call, dynamicArgs, getsItem, type Rule, refuse } from "./rule.ts";
import { shellRules } from "./shellRules.ts";
import { textProgramRules } from "./textProgramRules.ts";
import { literalText } from "./wordText.ts";
import { wrapperRules } from "./wrapperRules.ts";

/** Programs that run what they are given in so many ways that no value may come near them. */
const neverWithValues =
	"su runuser script watch parallel at batch crontab ed red ex vi vim nvim view rvim vimdiff emacs emacsclient nano " +
	"gdb lldb expect unbuffer m4 dc gnuplot gs ghostscript tmux screen docker podman nerdctl buildah kubectl oc crictl " +
	"chroot nsenter unshare systemd-run machinectl sshpass rsh rexec rlogin mosh ninja cmake just task rake ant bazel " +
	"ansible ansible-playbook salt fab vagrant strace ltrace perf valgrind rr xterm gnome-terminal konsole entr socat " +
	"xdotool mongo mongosh sqlcmd sqlplus isql clickhouse clickhouse-client cqlsh lftp ftp jdb r2 radare2 " +
	"ps2pdf ps2ascii gvim run-parts start-stop-daemon daemonize supervisorctl pm2 forever nodemon " +
	"concurrently hyperfine direnv nix nix-shell guix flatpak snap terraform packer aws-vault op chamber dotenv";

const rules = new Map<string, Rule>([
	...neverWithValues.split(" ").map((name) => [name, never] as const),
	...Object.entries(optionRules),
	...["npm", "yarn", "pnpm", "bundle", "go", "cargo"].map((name) => [name, launcher] as const),
	...Object.entries(textProgramRules),
	...Object.entries(interpreterRules),
	...Object.entries(shellRules),
	...Object.entries(wrapperRules),
	...Object.entries(builtinRules),
]);

/** Programs that are known to start none of those that their arguments name. */
const startsNone = new Set(
	(
		"echo grep egrep fgrep zgrep ls cat head tail wc cp mv rm mkdir rmdir touch ln chmod chown stat file basename " +
		"dirname realpath readlink which whereis type true false : cd pwd tr cut paste tee diff cmp comm uniq shuf seq " +
		"curl gzip gunzip zcat sha256sum sha1sum md5sum cksum base64 date sleep ping kill pgrep expr ffmpeg jpegoptim"
	).split(" "),
);

/** Interpreters whose names are not words of other meanings. */
const started = new Set("python python2 python3 node nodejs perl ruby php deno bun osascript powershell".split(" "));

/**
 * A program that nothing is known of gets values as arguments, and does with them what it is for. It may be for
 * starting others (`poetry run sh -c …`): a shell or an interpreter among its arguments is looked at.
 */
const plain: Rule = (call) => {
	if (startsNone.has(call.name) || !getsItem(call)) return;
	const start = call.args.findIndex((word) => {
		const name = commonName((literalText(word) ?? "").replace(/^.*\//, ""));
		return (name.endsWith("sh") && Object.hasOwn(shellRules, name)) || started.has(name);
	});
	if (start >= 0) call.check.command(call.args.slice(start), call.input);
};

function commonName(name: string): string {
	const lower = name.toLowerCase().replace(/\.exe$/, "");
	return rules.has(lower) ? lower : lower.replace(/(?<=[a-z])[-.\d]+$/, "");
}

/**
 * What is known of a program.
 * @param name without its folder; `python3.12` and `PYTHON.EXE` are `python`, too
 */
export function programRule(name: string): Rule {
	return rules.get(commonName(name)) ?? plain;
}

function launcher(call: Call): void {
	plain(call);
	optionRules[call.name]?.(call);
}

function never(call: Call): void {
	if (!getsItem(call)) return;
	const advice = "Put it into a script of your own that checks what it gets.";
	refuse(`${call.name}, which may run a value that it gets`, advice, dynamicArgs(call)[0]?.at ?? call.at);
}
