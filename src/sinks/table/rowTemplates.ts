import { ExactNumber } from "../../base/exactNumber.ts";
import { formatCountOf } from "../../base/format.ts";
import { RenderError } from "../../templates/renderError.ts";
import type { Scope } from "../../templates/scope.ts";
import { compileTemplate } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { outcomeOf, type TableRow } from "./tableRow.ts";

/** What the templates of an output know, besides what every template does. */
const names = ["result", "outcome", "error", "attempts", "durationMs"] as const;

interface RowScope extends Omit<Scope, "batch">, Record<(typeof names)[number], unknown> {
	readonly batch: null;
}

/** A template of an output, for rows. */
export interface RowTemplate {
	/** Undefined where the row has nothing for it. */
	value(row: TableRow): unknown;
}

/** How often a template has found nothing, and why at first. */
interface Misses {
	readonly where: string;
	count: number;
	first: string;
}

/**
 * Compiles the templates of one output. A row that lacks what a template names is no reason to lose the output: it has
 * nothing there, and {@link RowTemplates.notes} say so.
 */
export class RowTemplates {
	readonly #variables: Variables;
	readonly #runId: string;
	readonly #misses: Misses[] = [];
	#row: TableRow | undefined;
	#scope: Scope | undefined;

	constructor(variables: Variables, runId: string) {
		this.#variables = variables;
		this.#runId = runId;
	}

	/**
	 * @param path of the text in the output's settings
	 * @param where it is, for notes: `The column "id"`
	 * @throws SettingsError
	 */
	compile(text: string, path: readonly (string | number)[], where: string): RowTemplate {
		const template = compileTemplate(text, { variables: this.#variables, path, names });
		const misses: Misses = { where, count: 0, first: "" };
		this.#misses.push(misses);
		return {
			value: (row) => {
				try {
					return template.value(this.#scopeOf(row));
				} catch (error) {
					if (!(error instanceof RenderError)) throw error;
					if (misses.count++ === 0) misses.first = `item ${row.index}: ${error.message}`;
					return undefined;
				}
			},
		};
	}

	/** The same for JSON with templates in its strings; what a row has nothing for is null. @throws SettingsError */
	compileJson(value: unknown, path: readonly (string | number)[], where: string): RowTemplate {
		if (typeof value === "string") {
			const template = this.compile(value, path, where);
			return { value: (row) => template.value(row) ?? null };
		}
		if (typeof value !== "object" || value === null || value instanceof ExactNumber) return { value: () => value };
		if (Array.isArray(value)) {
			const elements = value.map((element, at) => this.compileJson(element, [...path, at], where));
			return { value: (row) => elements.map((element) => element.value(row)) };
		}
		const fields = Object.entries(value).map(
			([name, field]) => [name, this.compileJson(field, [...path, name], `${where}, "${name}",`)] as const,
		);
		return { value: (row) => Object.fromEntries(fields.map(([name, field]) => [name, field.value(row)])) };
	}

	/** Forgets what was found missing: the rows begin anew. */
	reset(): void {
		for (const misses of this.#misses) misses.count = 0;
	}

	/** For the user: where rows had nothing for a template. */
	get notes(): readonly string[] {
		return this.#misses.flatMap(({ where, count, first }) =>
			count === 0 ? [] : [`${where} is empty for ${formatCountOf(count, "item")}, such as ${first}`],
		);
	}

	#scopeOf(row: TableRow): Scope {
		if (row === this.#row && this.#scope) return this.#scope;
		const { value, index, key, location, attempts } = row;
		const scope: RowScope = {
			item: value ?? null,
			index,
			key,
			path: location?.file,
			line: location?.line,
			batch: null,
			run: { id: this.#runId },
			attempt: attempts,
			result: row.result ?? null,
			outcome: outcomeOf(row),
			error: row.failure?.message ?? null,
			attempts,
			durationMs: row.durationMs ?? null,
		};
		this.#row = row;
		this.#scope = scope as unknown as Scope;
		return this.#scope;
	}
}
