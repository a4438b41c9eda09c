import { SettingsError } from "../../base/settingsError.ts";
import { eachField, fieldOf, isObject } from "./cells.ts";
import { factOf, isFactName, type TableRow } from "./tableRow.ts";

/** More than that are no table: a result's names are data then. It is also what SQLite takes. */
export const maxColumns = 2_000;

/** A column that a template gives. */
export interface TemplateColumn {
	readonly name: string;
	/** Undefined where the row has nothing for it. */
	value(row: TableRow): unknown;
}

/**
 * `"*"`: the item's own columns; `"result"`: those of the result; other names: a column of the item, what became of it
 * (`outcome`, `error` …), or a column of the result.
 */
export type Column = string | TemplateColumn;

export const defaultColumns: readonly Column[] = ["*", "result", "outcome", "error"];

interface Table {
	readonly names: readonly string[];
	readonly cells: readonly CellOf[];
}

export interface ColumnOptions {
	/** The column of an item that is no object: `value`, `line`, `path`. */
	readonly valueName?: string | undefined;
	/** Before what became of an item, where the item has a column of that name. */
	readonly factPrefix?: string | undefined;
}

/** Gives a row's cell out of its parts. */
type CellOf = (row: TableRow, own: readonly unknown[], result: readonly unknown[]) => unknown;

/**
 * Turns rows into cells. Which columns items and results have is only known from the rows: each is to be met before the
 * names are asked for.
 */
export class TableColumns {
	readonly #columns: readonly Column[];
	readonly #hasOwn: boolean;
	readonly #hasResult: boolean;
	readonly #valueName: string;
	/** The items' own columns, and those of results, with their places. */
	readonly #own = new Map<string, number>();
	readonly #result = new Map<string, number>();
	/** Given by name in the job, and found in some row. */
	readonly #found = new Set<string>();
	#table: Table | undefined;
	readonly #factPrefix: string;

	constructor(
		columns: readonly Column[] = defaultColumns,
		{ valueName = "value", factPrefix = "run." }: ColumnOptions = {},
	) {
		this.#columns = columns;
		this.#valueName = valueName;
		this.#factPrefix = factPrefix;
		this.#hasOwn = columns.includes("*");
		this.#hasResult = columns.includes("result");
	}

	/**
	 * Takes note of a row's columns.
	 * @returns whether it has new ones
	 * @throws SettingsError for too many
	 */
	meet(row: TableRow): boolean {
		const before = this.#own.size + this.#result.size;
		if (this.#hasOwn) {
			this.#eachOwn(row, (name) => {
				if (!this.#own.has(name)) this.#own.set(name, this.#own.size);
			});
		}
		if (this.#hasResult) {
			eachField(row.result, (name) => {
				if (!this.#result.has(name)) this.#result.set(name, this.#result.size);
			});
		}
		const now = this.#own.size + this.#result.size;
		if (now === before) return false;
		if (now > maxColumns) throw tooMany();
		this.#table = undefined;
		return true;
	}

	/** Different from each other: a name that the item has already becomes `result.NAME`, or {@link ColumnOptions.factPrefix}NAME. */
	get names(): readonly string[] {
		return this.#made.names;
	}

	/** One for each name; undefined where the row has a column that was not met. */
	cells(row: TableRow): readonly unknown[] | undefined {
		const own = new Array<unknown>(this.#own.size);
		const result = new Array<unknown>(this.#result.size);
		let isMet = true;
		if (this.#hasOwn) {
			this.#eachOwn(row, (name, value) => {
				const at = this.#own.get(name);
				if (at === undefined) isMet = false;
				else own[at] = value;
			});
		}
		if (this.#hasResult) {
			eachField(row.result, (name, value) => {
				const at = this.#result.get(name);
				if (at === undefined) isMet = false;
				else result[at] = value;
			});
		}
		return isMet ? this.#made.cells.map((cellOf) => cellOf(row, own, result)) : undefined;
	}

	/** Names in the job that no row so far has had anything for. */
	get missing(): readonly string[] {
		return this.#columns
			.filter((column) => typeof column === "string" && this.#isPlain(column))
			.filter((name) => !this.#found.has(name as string)) as readonly string[];
	}

	get #made(): Table {
		this.#table ??= this.#make();
		return this.#table;
	}

	#make(): Table {
		const names: string[] = [];
		const cells: CellOf[] = [];
		const taken = new Set<string>();
		const add = (name: string, prefix: string, cellOf: CellOf) => {
			let unique = name;
			while (taken.has(unique)) unique = prefix + unique;
			taken.add(unique);
			names.push(unique);
			cells.push(cellOf);
		};
		for (const column of this.#columns) {
			if (typeof column !== "string") add(column.name, "result.", (row) => column.value(row));
			else if (column === "*") for (const [name, at] of this.#own) add(name, "item.", (_row, own) => own[at]);
			else if (column === "result")
				for (const [name, at] of this.#result) add(name, "result.", (_row, _own, result) => result[at]);
			else add(column, this.#factPrefix, this.#named(column));
		}
		return { names, cells };
	}

	#named(name: string): CellOf {
		if (isFactName(name) && this.#hasOwn) return (row) => factOf(row, name);
		return (row) => {
			const value = this.#valueOf(row, name);
			if (value !== undefined) this.#found.add(name);
			return value;
		};
	}

	#valueOf(row: TableRow, name: string): unknown {
		const { value, result } = row;
		if (isObject(value) ? Object.hasOwn(value, name) : name === this.#valueName)
			return isObject(value) ? value[name] : value;
		return isFactName(name) ? factOf(row, name) : fieldOf(result, name);
	}

	#isPlain(name: string): boolean {
		return name !== "*" && name !== "result" && !isFactName(name);
	}

	/** Of an item whose value nobody kept, its key is known. */
	#eachOwn({ value, key }: TableRow, take: (name: string, value: unknown) => void): void {
		if (value === undefined) take("key", key);
		else if (!isObject(value)) take(this.#valueName, value);
		else for (const name in value) if (Object.hasOwn(value, name)) take(name, value[name]);
	}
}

function tooMany(): SettingsError {
	return new SettingsError(`The items and their results have more than ${maxColumns} different columns.`, {
		path: [],
		suggestion: 'Name those that you want in "columns", such as { "id": "{{ result.body.id }}" }.',
	});
}
