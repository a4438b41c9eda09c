import { SettingsError } from "../../base/settingsError.ts";
import { RenderError } from "../../templates/renderError.ts";
import type { Template } from "../../templates/template.ts";
import { lineOutline } from "./lineOutline.ts";
import { checkItem } from "./shell/itemCheck.ts";
import { type CheckedLine, checkLine } from "./shell/shellCheck.ts";
import { ShellRefusal } from "./shell/shellRefusal.ts";
import { valueMark } from "./shell/shellWords.ts";
import type { ShellLineOptions, ShellText } from "./shellText.ts";

/** With `{% if %}` and the like there may be several; more than these are read anew each time. */
const maxKept = 100;
const listAdvice = 'A list runs a program without a shell: { "command": ["program", "{{ item }}"] }.';

/** A line that runs only if it is understood, and no value in it can be run as code. */
export function checkedText(text: string, template: Template, options: ShellLineOptions): ShellText {
	const { path, itemNames, readsItem } = options;
	if (text.includes(valueMark)) {
		const message = `The character U+${valueMark.charCodeAt(0).toString(16).toUpperCase()} cannot be in a command line.`;
		throw new SettingsError(message, { path, suggestion: 'Hand it over as "env" or "stdin".' });
	}
	const { constant } = template;
	const hasValues = constant === undefined || /\$\{/.test(text.replaceAll("$${", ""));
	const kept = new Map<string, CheckedLine>();

	function read(line: string, known: readonly (string | undefined)[]): CheckedLine {
		const key = JSON.stringify([line, known.map((value) => value ?? null)]);
		const before = kept.get(key);
		if (before) return before;
		const checked = checkLine(line, { known, itemNames, readsItem });
		if (kept.size < maxKept) kept.set(key, checked);
		return checked;
	}

	// What no item's value can reach is not looked at.
	if (!(hasValues || itemNames.length > 0 || readsItem || /BATCH_/.test(text))) return { write: () => constant ?? "" };
	const outline = lineOutline(text, options);
	try {
		if (outline) read(outline.line, outline.known);
	} catch (error) {
		if (!(error instanceof ShellRefusal)) throw error;
		throw new SettingsError(messageOf(error), {
			path,
			suggestion: adviceOf(error),
			offset: outline?.originalOffset(error.at),
		});
	}

	return {
		write(scope, wordFor, isShown) {
			const values: string[] = [];
			const known: (string | undefined)[] = [];
			const line = template.render(scope, (value, _before, origin) => {
				values.push(value);
				known.push(origin === "variable" ? value : undefined);
				return valueMark;
			});
			const { quotes, checks } = asRenderError(() => read(line, known), path);
			if (!isShown) checkItem(checks, values);
			const [first = "", ...rest] = line.split(valueMark);
			return first + rest.map((after, at) => inQuotes(wordFor(values[at] ?? ""), quotes[at]) + after).join("");
		},
	};
}

function asRenderError<T>(read: () => T, path: ShellLineOptions["path"]): T {
	try {
		return read();
	} catch (error) {
		throw error instanceof ShellRefusal ? new RenderError(messageOf(error), adviceOf(error), { path }) : error;
	}
}

/** Closes the quotes that are open there, and reopens them. */
function inQuotes(word: string, quotes: CheckedLine["quotes"][number] | undefined): string {
	if (quotes === "single") return `'${word}'`;
	if (quotes === "double") return `"${word}"`;
	return quotes === "none" ? word : "";
}

function messageOf({ message }: ShellRefusal): string {
	return `A value could be run as code or be changed by this line: it has ${message}.`;
}

function adviceOf({ advice }: ShellRefusal): string {
	return `${advice} ${listAdvice}`;
}
