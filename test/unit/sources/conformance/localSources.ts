import { command } from "../../../../src/sources/command.ts";
import { csv } from "../../../../src/sources/csv.ts";
import { files } from "../../../../src/sources/files.ts";
import { json } from "../../../../src/sources/json.ts";
import { jsonl } from "../../../../src/sources/jsonl.ts";
import { lines } from "../../../../src/sources/lines.ts";
import { range } from "../../../../src/sources/range.ts";
import { StandardInput } from "../../../../src/sources/reading/spool.ts";
import { selection } from "../../../../src/sources/selection.ts";
import type { SourceKind } from "../../../../src/sources/sourceKind.ts";
import { sourceKinds } from "../../../../src/sources/sourceKinds.ts";
import { values } from "../../../../src/sources/values.ts";
import { type ConformingSource, type Row, rowsOf, type SourceTrial } from "./conformingSource.ts";

const jsonLines = (rows: readonly Row[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
const csvRows = (rows: readonly Row[]) =>
	rows.map(({ id, text }) => `${id},"${text.replaceAll('"', '""')}"\n`).join("");
const csvText = (rows: readonly Row[]) => `id,text\n${csvRows(rows)}`;
const textOf = ({ id, text }: Row) => `${id} ${text}`;
const plainLines = (rows: readonly Row[]) => rows.map((row) => `${textOf(row)}\n`).join("");
/** What is no UTF-8 in place of a row. */
const broken = (rows: readonly Row[], at: number, text: (rows: readonly Row[]) => string, [before, after] = ["", ""]) =>
	Buffer.concat([
		Buffer.from(text(rows.slice(0, at)) + before),
		Buffer.from([0x61, 0xff]),
		Buffer.from(`${after}\n`),
		Buffer.from(text(rows.slice(at + 1))),
	]);

const written = (name: string, content: string | Uint8Array, { folder }: SourceTrial) => {
	folder.write(name, content);
	return name;
};

/** A source over standard input, which gives what is in the file `input`. */
function piped(source: ConformingSource): ConformingSource {
	let input: Uint8Array = Buffer.alloc(0);
	const keep = (rows: readonly Row[], text: (rows: readonly Row[]) => string) => {
		input = Buffer.from(text(rows));
		return "-";
	};
	async function* blocks() {
		for (let at = 0; at < input.length; at += 7_001) yield Buffer.from(input.subarray(at, at + 7_001));
	}
	const { damage, damaged, ...kept } = source;
	return {
		...kept,
		name: `${source.name} of standard input`,
		changes: "fixed",
		write: (rows) => keep(rows, source.kind === csv ? csvText : source.kind === jsonl ? jsonLines : plainLines),
		context: (_, isResumed) => (isResumed ? {} : { standardInput: new StandardInput(false, blocks) }),
	};
}

const lineSource: ConformingSource = {
	name: "lines",
	kind: lines,
	itemOf: textOf,
	write: (rows, trial) => written("items.txt", plainLines(rows), trial),
	damage: (rows, at, trial) => written("items.txt", broken(rows, at, plainLines), trial),
	damaged: "item",
};

/** Records of three lines, one of them empty, after a line that belongs to none. */
const recordText = (rows: readonly Row[]) => rows.map(({ id, text }) => `# ${id}\r\n\r\n${text}\n\n`).join("");
const recordSource: ConformingSource = {
	name: "lines from each start",
	kind: lines,
	itemOf: ({ id, text }) => `# ${id}\r\n\r\n${text}`,
	write: (rows, trial) => ({ path: written("items.md", `lead\n${recordText(rows)}`, trial), start: "# " }),
	damage: (rows, at, trial) => ({
		path: written("items.md", broken(rows, at, recordText, ["# ", ""]), trial),
		start: "# ",
	}),
	damaged: "item",
};

const separatedText = (rows: readonly Row[]) => rows.map((row) => `${textOf(row)}\nmore;`).join("");
const separatedSource: ConformingSource = {
	name: "lines between separators",
	kind: lines,
	itemOf: (row) => `${textOf(row).replace("; ", ", ")}\nmore`,
	write: (rows, trial) => ({
		path: written("items.sql", separatedText(rows.map(whole)), trial),
		separator: { text: ";" },
	}),
	damage: (rows, at, trial) => ({
		path: written("items.sql", broken(rows.map(whole), at, separatedText, ["", ";"]), trial),
		separator: { text: ";" },
	}),
	damaged: "item",
};
const whole = ({ id, text }: Row): Row => ({ id, text: text.replace("; ", ", ") });

const csvSource: ConformingSource = {
	name: "csv",
	kind: csv,
	itemOf: ({ id, text }) => ({ id: String(id), text }),
	write: (rows, trial) => written("items.csv", csvText(rows), trial),
	damage: (rows, at, trial) =>
		written("items.csv", Buffer.concat([Buffer.from("id,text\n"), broken(rows, at, csvRows)]), trial),
	damaged: "item",
};

const jsonlSource: ConformingSource = {
	name: "jsonl",
	kind: jsonl,
	write: (rows, trial) => written("items.jsonl", jsonLines(rows), trial),
	damage: (rows, at, trial) => written("items.jsonl", broken(rows, at, jsonLines), trial),
	damaged: "item",
};

/** Every row with two others around it that are left out. */
const whereSource: ConformingSource = {
	...jsonlSource,
	name: "jsonl with a condition",
	narrowing: { where: "item.id >= 0" },
	write: (rows, trial) => written("items.jsonl", jsonLines(rows.flatMap((row) => [other, row, other])), trial),
	damage: (rows, at, trial) =>
		written(
			"items.jsonl",
			broken(
				rows.flatMap((row) => [other, row, other]),
				3 * at + 1,
				jsonLines,
			),
			trial,
		),
};
const other: Row = { id: -1, text: "other" };

/** Every row as a group of three. */
const groupSource: ConformingSource = {
	name: "jsonl in groups",
	kind: jsonl,
	narrowing: { groupBy: "id", limit: 1_000_000 },
	itemOf: (row) => ({ group: row.id, rows: [row, row, row] }),
	write: (rows, trial) => written("items.jsonl", jsonLines(rows.flatMap((row) => [row, row, row])), trial),
};

const kindOf = (name: string): SourceKind => {
	const kind = sourceKinds.find((candidate) => candidate.name === name);
	if (!kind) throw new Error(name);
	return kind;
};
const matrix = kindOf("matrix");

/** Kinds that are made of others. */
const combined: readonly ConformingSource[] = [
	{
		name: "matrix, many by one",
		kind: matrix,
		itemOf: (row) => ({ row, model: "a" }),
		write: (rows, trial) => ({ row: { jsonl: written("items.jsonl", jsonLines(rows), trial) }, model: ["a"] }),
		damage: (rows, at, trial) => ({
			row: { jsonl: written("items.jsonl", broken(rows, at, jsonLines), trial) },
			model: ["a"],
		}),
		damaged: "item",
	},
	{
		name: "matrix, one by many",
		kind: matrix,
		itemOf: (row) => ({ one: { n: 1 }, row }),
		write: (rows, trial) => ({ one: [{ n: 1 }], row: { jsonl: written("items.jsonl", jsonLines(rows), trial) } }),
	},
	{
		name: "matrix of three",
		kind: matrix,
		rows: 1_200,
		allDependOnEach: true,
		itemOf: ({ id }) => ({ a: Math.floor(id / 600), row: rowsOf(300)[Math.floor((id % 600) / 2)], c: id % 2 }),
		write: (rows, trial) => ({
			a: { range: [0, 1] },
			row: { jsonl: written("items.jsonl", jsonLines(rows.slice(0, rows.length > 1_200 ? 301 : 300)), trial) },
			c: [0, 1],
		}),
	},
	{
		name: "zip",
		kind: kindOf("zip"),
		itemOf: (row) => ({ a: row, b: textOf(row), c: row.id }),
		write: (rows, trial) => ({
			a: { jsonl: written("items.jsonl", jsonLines(rows), trial) },
			b: { lines: written("items.txt", plainLines(rows), trial) },
			c: rows.map(({ id }) => id),
		}),
	},
];

/** Kinds that need nothing but this machine. */
export const localSources: readonly ConformingSource[] = [
	lineSource,
	recordSource,
	separatedSource,
	csvSource,
	jsonlSource,
	whereSource,
	groupSource,
	...combined,
	piped(lineSource),
	piped(csvSource),
	piped(jsonlSource),
	{
		name: "json",
		kind: json,
		onlyFromStart: true,
		write: (rows, trial) => written("items.json", JSON.stringify(rows, null, 1), trial),
		damage: (rows, at, trial) =>
			written("items.json", JSON.stringify(rows).replace(`{"id":${at},`, `{"id":x${at},`), trial),
		damaged: /items\.json is no valid JSON: unexpected "x" in line 1/,
	},
	{
		name: "json by entry",
		kind: json,
		onlyFromStart: true,
		itemOf: (row) => ({ key: `k${row.id}`, value: row }),
		write(rows, trial) {
			const entries = JSON.stringify({ a: Object.fromEntries(rows.map((row) => [`k${row.id}`, row])) }, null, 1);
			return { path: written("items.json", entries, trial), pointer: "/a", each: "entry" };
		},
	},
	{
		name: "json by leaf",
		kind: json,
		onlyFromStart: true,
		itemOf: ({ id, text }) => ({ pointer: `/texts/${id}/in~1it`, value: text }),
		write(rows, trial) {
			const texts = rows.map(({ text }) => ({ "in/it": text, none: {} }));
			return { path: written("items.json", JSON.stringify({ texts }, null, 1), trial), each: "leaf" };
		},
		damage(rows, at, trial) {
			const texts = JSON.stringify({ texts: rows.map(({ text }) => ({ "in/it": text })) });
			const broken = texts.replace(` ${at}"},`, ` ${at}"}}`);
			return { path: written("items.json", broken, trial), each: "leaf" };
		},
		damaged: /items\.json is no valid JSON: unexpected "}" in line 1\./,
	},
	{
		name: "files",
		kind: files,
		onlyFromStart: true,
		seesChangedRow: false,
		rows: 300,
		itemOf: ({ id }) => `f/${String(id).padStart(4, "0")}.txt`,
		write(rows, { folder }) {
			for (const { id, text } of rows) folder.write(`f/${String(id).padStart(4, "0")}.txt`, text);
			return "f/*.txt";
		},
	},
	{
		name: "selection",
		kind: selection,
		changes: "fixed",
		itemOf: textOf,
		write: (rows, trial) => {
			written("selected.txt", plainLines(rows), trial);
			return "lines";
		},
		context: ({ folder }) => ({
			selection: { text: folder.read("selected.txt"), file: "untitled:Untitled-1", firstLine: 10 },
		}),
	},
	{ name: "values", kind: values, changes: "fixed", onlyFromStart: true, write: (rows) => rows },
	{
		name: "range",
		kind: range,
		changes: "fixed",
		itemOf: ({ id }) => 3 * id - 5,
		write: (rows) => [-5, 3 * rows.length - 8, 3],
	},
	{
		name: "command",
		kind: command,
		changes: "fixed",
		write(rows, trial) {
			written("items.jsonl", jsonLines(rows), trial);
			return { run: ["cat", "items.jsonl"], split: "jsonl" };
		},
		damage: (_, at) => ({ run: `head -n ${at} items.jsonl; echo "no more" >&2; exit 3`, split: "jsonl" }),
		damaged: /^`head .*` exited with 3: no more$/,
	},
	{
		name: "command of NULs",
		kind: command,
		changes: "fixed",
		itemOf: ({ text }) => `${text}\nand more`,
		write(rows, trial) {
			written("items.nul", rows.map(({ text }) => `${text}\nand more\0`).join(""), trial);
			return { run: "cat items.nul", split: "nul" };
		},
	},
];
