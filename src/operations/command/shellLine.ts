import { SettingsError } from "../../base/settingsError.ts";
import { redactor } from "../../templates/redactor.ts";
import { compileTemplate } from "../../templates/template.ts";
import { checkedText } from "./checkedText.ts";
import { assertNoNul, type CommandLine } from "./commandLine.ts";
import type { ShellLineOptions } from "./shellText.ts";
import { trustedText } from "./trustedText.ts";

/**
 * A line for the shell. Values never become part of its text: they are passed as environment variables, whose quoted
 * names are inserted. So nothing in an item can run as code, and no escaping makes it longer.
 * @throws SettingsError for a template that does not compile, or that cannot be made safe
 */
export function shellLine(text: string, options: ShellLineOptions): CommandLine {
	const { variables, path, platform } = options;
	const template = compileTemplate(text, { variables, path });
	if (platform === "win32") return windowsLine(template.constant, path);
	const line = options.isTrusted ? trustedText(template, path) : checkedText(text, template, options);
	const redact = redactor(variables.secrets) ?? ((value) => value);
	return {
		usesShell: true,
		render(scope) {
			const environment: Record<string, string> = {};
			let count = 0;
			const wordFor = (value: string) => {
				const name = `BATCH_VALUE_${++count}`;
				environment[name] = assertNoNul(value, "A value");
				return `"$${name}"`;
			};
			const code = line.write(scope, wordFor, false);
			return { file: "/bin/sh", name: "sh", args: ["-c", assertNoNul(code, "The command line")], environment };
		},
		// Masked before it is quoted: a secret that contains quotes would not be found afterwards.
		preview: (scope) => line.write(scope, (value) => quoted(redact(value)), true),
	};
}

/** The value as one word of the shell, for a line that means the same without variables. */
function quoted(value: string): string {
	return /^[\w%+,./:@^-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/**
 * cmd.exe reads a variable's value as code, and each program splits its arguments in its own way: there is no quoting
 * that is safe for all of them.
 */
function windowsLine(constant: string | undefined, path: readonly (string | number)[]): CommandLine {
	if (constant === undefined) {
		throw new SettingsError("Values cannot be inserted safely into a command line for the shell of Windows.", {
			path,
			suggestion: 'Write a list, which runs a program without a shell: ["program", "{{ item }}"].',
		});
	}
	const args = ["/d", "/s", "/c", `"${constant}"`];
	return {
		usesShell: true,
		render: () => ({ file: process.env.ComSpec ?? "cmd.exe", name: "cmd", args, isVerbatim: true, environment: {} }),
		preview: () => constant,
	};
}
