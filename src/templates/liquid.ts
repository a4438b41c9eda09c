import { Context, Drop, type Emitter, Liquid, LiquidError, toValueSync, UndefinedVariableError } from "liquidjs";
import { SettingsError } from "../base/settingsError.ts";
import { didYouMean } from "./didYouMean.ts";
import { exactOperators, keepDigits } from "./exactNumbers.ts";
import { missingField } from "./fieldPath.ts";
import { Inserted, type InsertOrigin, type Piece } from "./inserted.ts";
import { type LiquidSource, variablePrefix } from "./liquidSource.ts";
import { RenderError } from "./renderError.ts";
import { type Scope, scopeNames } from "./scope.ts";
import { keepTags, tagNames } from "./tags.ts";

/** Filters that encode a value, so that it is not encoded again; not where insertion protects, as in a shell. */
const encodingFilters = ["url_encode", "cgi_escape", "uri_escape"];
/** Bounds for templates that go wrong, as rendering blocks its thread. */
const limits = {
	/** Characters of a template. */
	parseLimit: 1_000_000,
	/** For one rendering, ms. */
	renderLimit: 1_000,
	/** For one rendering: characters and elements that its filters and tags make. */
	memoryLimit: 50_000_000,
};

/** A text on its way through Liquid, which takes it for a string; here it can be told from the item's values. */
class MarkedText extends Drop {
	readonly #text: string;

	constructor(text: string) {
		super();
		this.#text = text;
	}

	override valueOf(): string {
		return this.#text;
	}

	override toString(): string {
		return this.#text;
	}
}

/** A `${…}`. */
class VariableValue extends MarkedText {}

/** A value out of a filter that encodes it. */
class EncodedValue extends MarkedText {}

/** Keeps every inserted value apart from the text, whatever its filters. */
const guarded = createLiquid();
/** The same, except for values that the template's author has marked `raw`; tells which ones are encoded. */
const encoding = createLiquid();
encoding.registerFilter("raw", { raw: true, handler: (value: unknown) => value });
for (const name of encodingFilters) {
	const encode = encoding.filters[name] as (value: unknown) => string;
	encoding.registerFilter(name, (value: unknown) => new EncodedValue(encode(value)));
}

function createLiquid(): Liquid {
	const liquid = new Liquid({
		...limits,
		strictVariables: true,
		strictFilters: true,
		ownPropertyOnly: true,
		lenientIf: true,
		// Names of months must not depend on the machine. (To ask for its language also takes 20 ms.)
		locale: "en-US",
		operators: exactOperators,
		outputEscape: (value: unknown) => new Inserted(value, originOf(value)) as unknown as string,
	});
	keepTags(liquid);
	liquid.unregisterFilter("raw");
	keepDigits(liquid);
	return liquid;
}

function originOf(value: unknown): InsertOrigin {
	if (value instanceof VariableValue) return "variable";
	return value instanceof EncodedValue ? "encoded" : "item";
}

/** Where a template is in the job, and how its values are inserted. */
export interface LiquidOptions {
	readonly path: readonly (string | number)[];
	readonly encodes: boolean;
}

/** @throws SettingsError for a syntax error or an unknown name */
export function compileLiquid(source: LiquidSource, options: LiquidOptions): (scope: Scope) => readonly Piece[] {
	const liquid = options.encodes ? encoding : guarded;
	const templates = parse(liquid, source, options);
	const variables = Object.fromEntries(
		Object.entries(source.values).map(([name, text]) => [name, new VariableValue(text)]),
	);
	return (scope) => {
		const pieces: Piece[] = [];
		// Liquid passes on what it is given; only text and our own Inserted arrive here.
		const emitter: Emitter & { buffer: string } = {
			buffer: "",
			write(piece: unknown) {
				pieces.push(piece instanceof Inserted ? piece : new Inserted(piece, "item").toString());
			},
		};
		// A copy, as counters are kept in it.
		const context = new Context({ ...scope }, liquid.options, { sync: true, globals: variables }, { liquid });
		try {
			toValueSync(liquid.renderer.renderTemplates(templates, context, emitter));
		} catch (error) {
			throw renderError(error, scope, source, options);
		}
		return pieces;
	};
}

function parse(liquid: Liquid, source: LiquidSource, options: LiquidOptions): ReturnType<Liquid["parse"]> {
	try {
		const templates = liquid.parse(source.text);
		checkNames(liquid, templates, source, options);
		return templates;
	} catch (error) {
		if (!LiquidError.is(error)) throw error;
		const { message, suggestion } = syntaxProblem(bareMessage(error), liquid);
		const offset = source.originalOffset(error.token.begin);
		throw new SettingsError(message, { path: options.path, offset, suggestion, cause: error });
	}
}

/** With what there is instead, where a name is unknown. @param text Liquid's own message */
function syntaxProblem(text: string, liquid: Liquid): { readonly message: string; readonly suggestion?: string } {
	const [, filter] = /^undefined filter: (.+)$/.exec(text) ?? [];
	const [, tag] = /^tag "(.+)" not found$/.exec(text) ?? [];
	const [kind, name, known] =
		filter === undefined ? ["tag", tag, tagNames] : ["filter", filter, Object.keys(liquid.filters)];
	if (name === undefined) return { message: `Template: ${text}.` };
	const suggestion =
		didYouMean(name, known) ??
		`There are ${known
			.filter((one) => /^\w+$/.test(one))
			.sort()
			.join(", ")}.`;
	return { message: `Unknown ${kind} "${name}" in the template.`, suggestion };
}

function checkNames(
	liquid: Liquid,
	templates: ReturnType<Liquid["parse"]>,
	source: LiquidSource,
	{ path }: LiquidOptions,
): void {
	const { globals } = liquid.analyzeSync(templates, { partials: false });
	for (const [name, [first]] of Object.entries(globals)) {
		if (scopeNames.includes(name) || Object.hasOwn(source.values, name) || !first) continue;
		const { row, col } = first.location;
		const lineBegin = source.text.split("\n", row - 1).reduce((sum, line) => sum + line.length + 1, 0);
		throw unknownName(name, path, source.originalOffset(lineBegin + col - 1));
	}
}

export function unknownName(name: string, path: readonly (string | number)[], offset: number): SettingsError {
	const guess = didYouMean(name, scopeNames);
	const known = `A template knows ${scopeNames.join(", ")}.`;
	return new SettingsError(`Unknown name "${name}" in the template.`, {
		path,
		offset,
		suggestion: guess === undefined ? `${known} A field of the item is {{ item.${name} }}.` : `${guess} ${known}`,
	});
}

function renderError(error: unknown, scope: Scope, source: LiquidSource, { path }: LiquidOptions): unknown {
	if (!LiquidError.is(error)) return error;
	const place = { path, offset: source.originalOffset(error.token.begin) };
	const cause = error.originalError;
	if (error instanceof UndefinedVariableError && cause && "variableName" in cause) {
		return missingField(scope, String(cause.variableName), place);
	}
	return new RenderError(`Template: ${bareMessage(error)}.`, undefined, place);
}

/** Without `, line:1, col:3`, which refers to generated text that the user has never seen. */
function bareMessage(error: LiquidError): string {
	const message = error.message.replace(/(, file:.*)?, line:\d+, col:\d+$/, "");
	return message.replaceAll(new RegExp(` ?${variablePrefix}\\d+ ?`, "g"), "${…}");
}
