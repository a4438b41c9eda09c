import { ExactNumber } from "../../base/exactNumber.ts";
import { formatCountOf } from "../../base/format.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import { shortList } from "../reading/shortList.ts";
import type { SqliteParam } from "./rowTask.ts";

type GivenParams = readonly unknown[] | Readonly<Record<string, unknown>>;

/** What is no parameter, though it may look like one: texts, names in quotes, comments. Then the parameters. */
const tokens =
	/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|(\?\d*|[:@$][A-Za-z_]\w*)/g;

/**
 * A query's parameters with their values. SQLite itself takes NULL for each that has none.
 * @throws SettingsError where a value is missing, is not used, or is none that SQLite has
 */
export function sqliteParams(
	query: string,
	given: GivenParams = [],
): readonly SqliteParam[] | Record<string, SqliteParam> {
	const wanted = [...query.matchAll(tokens)].flatMap(({ 1: sign }) => (sign === undefined ? [] : [sign]));
	const names = new Set(wanted.filter((sign) => !sign.startsWith("?")).map((sign) => sign.slice(1)));
	let count = 0;
	for (const sign of wanted) {
		if (sign.startsWith("?")) count = sign === "?" ? count + 1 : Math.max(count, Number(sign.slice(1)));
	}
	if (names.size > 0 && count > 0) {
		throw new SettingsError("The query mixes ? with parameters that have names.", {
			path: ["query"],
			suggestion: 'Use names for all of them: "where id = :id", with "params": { "id": 7 }.',
		});
	}
	return isList(given) ? listed(given, count, names) : named(given, names, count);
}

function isList(given: GivenParams): given is readonly unknown[] {
	return Array.isArray(given);
}

function listed(given: readonly unknown[], count: number, names: ReadonlySet<string>): readonly SqliteParam[] {
	if (names.size > 0) throw missing(`:${[...names].join(", :")}`, `"params": { "${[...names][0]}": … }`);
	if (given.length < count) throw missing(`?${given.length + 1}`, `"params" with ${formatCountOf(count, "value")}`);
	if (given.length > count) {
		throw new SettingsError(`The query has ${formatCountOf(count, "parameter")}, and "params" has ${given.length}.`, {
			path: ["params", count],
			suggestion: 'Write ? in the query where a value belongs: "where id = ?".',
		});
	}
	return given.map((value, at) => paramOf(value, ["params", at]));
}

function named(
	given: Readonly<Record<string, unknown>>,
	names: ReadonlySet<string>,
	count: number,
): Record<string, SqliteParam> {
	if (count > 0) throw missing("?1", '"params" as a list: [7]');
	for (const name of names) if (!Object.hasOwn(given, name)) throw missing(`:${name}`, `"params": { "${name}": … }`);
	const params: Record<string, SqliteParam> = {};
	for (const [name, value] of Object.entries(given)) {
		if (!names.has(name)) {
			throw new SettingsError(`The query has no parameter :${name}.`, {
				path: ["params", name],
				suggestion: didYouMean(name, names) ?? (names.size > 0 ? `It has ${shortList([...names])}.` : undefined),
			});
		}
		params[name] = paramOf(value, ["params", name]);
	}
	return params;
}

function missing(parameter: string, expected: string): SettingsError {
	const message = `The query's parameter ${parameter} has no value.`;
	return new SettingsError(message, { path: ["params"], suggestion: `Expected ${expected}.` });
}

function paramOf(value: unknown, path: readonly (string | number)[]): SqliteParam {
	if (typeof value === "boolean") return Number(value);
	if (typeof value === "string" || value === null) return value;
	if (typeof value === "number") return Number.isInteger(value) && Number.isSafeInteger(value) ? BigInt(value) : value;
	if (value instanceof ExactNumber) return exactParam(value, path);
	throw new SettingsError("A parameter of SQLite is a text, a number, a boolean or null.", { path });
}

function exactParam(number: ExactNumber, path: readonly (string | number)[]): SqliteParam {
	if (/^-?\d+$/.test(number.text) && BigInt.asIntN(64, BigInt(number.text)) === BigInt(number.text)) {
		return BigInt(number.text);
	}
	if (number.double !== undefined) return number.double;
	throw new SettingsError(`${number.text} has more digits than SQLite keeps.`, {
		path,
		suggestion: "Give it as a text.",
	});
}
