import { SettingsError } from "../../../base/settingsError.ts";
import type { Input } from "../../reading/input.ts";

const advice = 'Give every column a name of its own, or set "header": false to get rows as lists.';

/** The names of a table's columns. Those at its end may have none. */
export interface Columns {
	readonly names: readonly string[];
	/** Fields of a row, with those that have no name. */
	readonly width: number;
}

/**
 * Names for the fields of each row. Spaces around them are dropped, as no template could name them.
 * @throws SettingsError if one is empty, other than at the end, or occurs twice
 */
export function columnsOf(fields: readonly string[], line: number, input: Input): Columns {
	const names = namesOf(fields);
	const wrong = wrongName(names);
	if (!wrong) return { names, width: fields.length };
	throw new SettingsError(`The header of ${input.label} (line ${line}) ${wrong}.`, {
		path: input.settingsPath,
		suggestion: advice,
	});
}

/** Without those at the end that are empty. */
export function namesOf(fields: readonly string[]): readonly string[] {
	const names = fields.map((field) => field.trim());
	return names.slice(0, names.findLastIndex((name) => name !== "") + 1);
}

/** What is wrong with the names, as the end of a sentence. */
export function wrongName(names: readonly string[]): string | undefined {
	const empty = names.indexOf("");
	if (empty >= 0) return `has no name for column ${empty + 1}`;
	const again = names.findIndex((name, at) => names.indexOf(name) !== at);
	const name = names[again];
	return name === undefined ? undefined : `has "${name}" twice, as column ${names.indexOf(name) + 1} and ${again + 1}`;
}

/** A row as an object of its fields. */
export function rowObject(names: readonly string[], fields: readonly string[]): Record<string, string> {
	// The plain assignments below are fastest, but would set the prototype if a column has this name.
	if (names.includes("__proto__")) return Object.fromEntries(names.map((name, at) => [name, fields[at] ?? ""]));
	const row: Record<string, string> = {};
	for (let at = 0; at < names.length; at++) row[names[at] ?? ""] = fields[at] ?? "";
	return row;
}
