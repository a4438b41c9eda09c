import { builtinRules } from "./builtinRules.ts";
import { interpreterRules } from "./interpreterRules.ts";
import { optionRules } from "./optionRules.ts";
import { type Call, dynamicArgs, getsItem, type Rule, refuse } from "./rule.ts";
import { shellRules } from "./shellRules.ts";
import { textProgramRules } from "./textProgramRules.ts";
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
	...Object.entries(textProgramRules),
	...Object.entries(interpreterRules),
	...Object.entries(shellRules),
	...Object.entries(wrapperRules),
	...Object.entries(builtinRules),
]);

/** A program that nothing is known of gets values as arguments, and does with them what it is for. */
const plain: Rule = () => undefined;

/**
 * What is known of a program.
 * @param name without its folder; `python3.12` and `PYTHON.EXE` are `python`, too
 */
export function programRule(name: string): Rule {
	const common = name.toLowerCase().replace(/\.exe$/, "");
	return rules.get(common) ?? rules.get(common.replace(/(?<=[a-z])[-.\d]+$/, "")) ?? plain;
}

function never(call: Call): void {
	if (!getsItem(call)) return;
	const advice = "Put it into a script of your own that checks what it gets.";
	refuse(`${call.name}, which may run a value that it gets`, advice, dynamicArgs(call)[0]?.at ?? call.at);
}
