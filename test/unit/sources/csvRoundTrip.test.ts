import assert from "node:assert/strict";
import { type Options, stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { type CsvOptions, CsvReader } from "../../../src/sources/formats/csv/csvReader.ts";
import type { Standing } from "../../../src/sources/reading/blockSource.ts";
import { ItemCollector } from "../../../src/sources/reading/itemCollector.ts";
import { textInput } from "../../../src/sources/reading/textInput.ts";

const numRuns = Number(process.env.BATCHLINE_TABLES ?? 300);

type Rows = readonly (readonly string[])[];

/** How a table is written. */
interface Writing {
	readonly delimiter: string;
	readonly quote: string;
	readonly escape?: string | undefined;
	readonly record_delimiter: string;
	readonly quoted?: boolean;
	readonly quoted_empty?: boolean;
	readonly bom?: boolean;
}

const field = fc.string({
	unit: fc.constantFrom(
		"a",
		"7",
		"é",
		"🐈",
		" ",
		",",
		";",
		"\t",
		"|",
		"^",
		'"',
		'""',
		"'",
		"\\",
		"\n",
		"\r\n",
		"\r",
		"#",
	),
	maxLength: 8,
});

function rowsOf(width: number): fc.Arbitrary<Rows> {
	return fc.array(fc.array(field, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 });
}

const dialect = fc.record({
	delimiter: fc.constantFrom(",", ";", "\t", "|", "^"),
	quote: fc.constantFrom('"', "'"),
	escape: fc.constantFrom(undefined, "\\"),
	record_delimiter: fc.constantFrom("\n", "\r\n", "\r", "\r\r\n"),
	quoted: fc.boolean(),
	quoted_empty: fc.boolean(),
	bom: fc.boolean(),
});

/** Writes the rows as another program would. Its own rule for line ends knows only those between rows. */
function written(rows: Rows, { escape: escapedBy, ...options }: Writing): string {
	const all: Options = { ...options, escape: escapedBy ?? options.quote, quoted_match: /[\r\n]/ };
	return stringify(
		rows.map((row) => [...row]),
		all,
	);
}

/** Rows that are written as nothing but delimiters are left out. */
function kept(rows: Rows, options: Writing): Rows {
	const { delimiter, record_delimiter: end } = options;
	return rows.filter((row) => {
		const line = written([row], { ...options, bom: false }).slice(0, -String(end).length);
		return line.replaceAll(String(delimiter), "") !== "";
	});
}

/** Where a reading could be continued. */
interface Place {
	readonly offset: number;
	readonly count: number;
	readonly standing: Standing;
}

function read(bytes: Buffer, options: CsvOptions, blockBytes: number, from?: Place) {
	const items = new ItemCollector(from?.count);
	const reader = new CsvReader(textInput("", "x.csv", 1), items, options, from?.standing);
	const places: Place[] = [];
	for (let start = from?.offset ?? 0; start < bytes.length; start += blockBytes) {
		reader.push(bytes.subarray(start, start + blockBytes));
		const standing = reader.standing();
		const end = Math.min(bytes.length, start + blockBytes);
		if (standing) places.push({ offset: end - standing.pendingBytes, count: items.count, standing });
	}
	reader.end();
	return { items: items.take(), places };
}

describe("a table that another program has written", () => {
	const blockBytes = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(32 * 1024));

	it("is read as what went into it, and read on from wherever that is possible", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5 }).chain(rowsOf),
				dialect,
				blockBytes,
				fc.nat(),
				(rows, options, size, choice) => {
					const bytes = Buffer.from(written(rows, options));
					const { delimiter, quote, escape: escapedBy } = options;
					const settings = { delimiter, quote, escape: escapedBy, header: false };
					const { items, places } = read(bytes, settings, size);
					assert.deepEqual(
						items.map(({ value, problem }) => problem ?? value),
						kept(rows, options),
					);
					const place = places[choice % places.length];
					if (!place) return;
					assert.deepEqual(read(bytes, settings, size, place).items, items.slice(place.count));
				},
			),
			{ numRuns },
		);
	});

	it("is read as what went into it without being told how it is written, or asked about", () => {
		const tables = fc.integer({ min: 2, max: 5 }).chain(rowsOf);
		const guessed = fc.record({ dialect, delimiter: fc.constantFrom(",", ";", "|") });
		fc.assert(
			fc.property(tables, guessed, blockBytes, fc.boolean(), (rows, { dialect: given, delimiter }, size, isNamed) => {
				const options = { ...given, delimiter, quote: '"', escape: undefined };
				const expected = kept(rows, options);
				const names = Array.from({ length: rows[0]?.length ?? 0 }, (_, at) => `column ${at}`);
				const bytes = Buffer.from(written(isNamed ? [names, ...rows] : rows, options));
				let found: unknown[];
				try {
					found = read(bytes, { header: isNamed }, size).items.map(({ value, problem }) => problem ?? value);
				} catch (error) {
					assert.ok(!isNamed && error instanceof SettingsError && /can be cut at/.test(error.message), `${error}`);
					return;
				}
				const objects = expected.map((row) => Object.fromEntries(row.map((value, at) => [names[at], value])));
				assert.deepEqual(found, isNamed ? objects : expected);
			}),
			{ numRuns },
		);
	});

	it("gives no row out of a field where quotes were added within one, or one is missing at its end", () => {
		const part = fc.constantFrom("7,delete", "\n7,delete\n", '"', "a", ",", " ", "\n", '\n"8","delete"\n');
		const texts = fc.array(part, { maxLength: 8 }).map((parts) => `x${parts.join("")}x`);
		const tables = fc.array(texts, { minLength: 1, maxLength: 6 });
		fc.assert(
			fc.property(
				tables,
				fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
				fc.boolean(),
				(values, choices, isMissing) => {
					const rows = values.map((value, at) => [`${at + 1}`, value]);
					const text = written(rows, { delimiter: ",", quote: '"', record_delimiter: "\n", quoted: true });
					// Added between letters, as elsewhere it could be the end of the field.
					const places = [...text.matchAll(isMissing ? /(?<=x)"(?=\n)/g : /(?<=[a-z])(?=[a-z])/g)].map(
						({ index }) => index,
					);
					if (places.length === 0) return;
					const chosen = new Set(choices.slice(0, isMissing ? 1 : 3).map((choice) => places[choice % places.length]));
					const broken = [...text].map((char, at) => (!chosen.has(at) ? char : isMissing ? "" : `"${char}`)).join("");
					const { items } = read(Buffer.from(broken), { delimiter: ",", header: false }, 7);
					const wanted = new Set(rows.map((row) => JSON.stringify(row)));
					const good = items.filter(({ problem }) => problem === undefined);
					for (const { value } of good)
						assert.ok(wanted.has(JSON.stringify(value)), `${JSON.stringify(value)} was made up`);
					assert.ok(good.length < rows.length);
				},
			),
			{ numRuns },
		);
	});
});
