import {
	Context,
	Drop,
	type Emitter,
	Liquid,
	LiquidError,
	toValue,
	toValueSync,
	UndefinedVariableError,
} from "liquidjs";
import { SettingsError } from "../base/settingsError.ts";
import { didYouMean } from "./didYouMean.ts";
import { exactOperators, keepDigits } from "./exactNumbers.ts";
import { missingField } from "./fieldPath.ts";
import { Inserted, type InsertOrigin, type Piece } from "./inserted.ts";
import { type LiquidSource, variablePrefix } from "./liquidSource.ts";
import { folderName, pathFilters } from "./pathFilters.ts";
import { RenderError } from "./renderError.ts";
import { type Scope, scopeNames } from "./scope.ts";
import { keepTags, tagNames } from "./tags.ts";
import type { Variables } from "./variables.ts";

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
/** The same for conditions, in which what does not exist is nil. */
const lenient = createLiquid({ strictVariables: false });
/** The same, except for values that the template's author has marked `raw`; tells which ones are encoded. */
const encoding = createLiquid();
encoding.registerFilter("raw", { raw: true, handler: (value: unknown) => value });
for (const name of encodingFilters) {
	const encode = encoding.filters[name] as (value: unknown) => string;
	encoding.registerFilter(name, (value: unknown) => new EncodedValue(encode(value)));
}

function createLiquid({ strictVariables } = { strictVariables: true }): Liquid {
	const liquid = new Liquid({
		...limits,
		strictVariables,
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
	for (const [name, filter] of Object.entries(pathFilters)) liquid.registerFilter(name, filter);
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
	readonly variables: Pick<Variables, "folder" | "given">;
	/** What it knows besides {@link scopeNames}. */
	readonly names?: readonly string[] | undefined;
	/** What does not exist is nil, and no error. */
	readonly isLenient?: boolean;
}

/** A value that a template reads, by its path: `["item", "author", "name"]`. A list in it is a path of its own. */
export interface Read {
	readonly path: readonly (string | number | readonly unknown[])[];
	/** As it is written. */
	readonly text: string;
}

export interface CompiledLiquid {
	/** Each value that is read, once. */
	readonly reads: readonly Read[];
	/** @throws RenderError */
	render(scope: Scope): readonly Piece[];
}

/** @throws SettingsError for a syntax error or an unknown name */
export function compileLiquid(source: LiquidSource, options: LiquidOptions): CompiledLiquid {
	const liquid = options.isLenient ? lenient : options.encodes ? encoding : guarded;
	const { templates, reads } = parse(liquid, source, options);
	const { folder, given } = options.variables;
	const variables: Record<string, unknown> = { ...given, [folderName]: folder };
	for (const [name, text] of Object.entries(source.values)) variables[name] = new VariableValue(text);
	const render = (scope: Scope) => {
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
			throw renderError(error, { ...given, ...scope }, source, options);
		}
		return pieces;
	};
	return { reads, render };
}

function parse(
	liquid: Liquid,
	source: LiquidSource,
	options: LiquidOptions,
): { readonly templates: ReturnType<Liquid["parse"]> } & Pick<CompiledLiquid, "reads"> {
	try {
		const templates = liquid.parse(source.text);
		return { templates, reads: checkNames(liquid, templates, source, options) };
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
	options: LiquidOptions,
): CompiledLiquid["reads"] {
	const { globals } = liquid.analyzeSync(templates, { partials: false });
	const known = knownNames(options);
	const reads = new Map<string, Read>();
	for (const [name, found] of Object.entries(globals)) {
		const [first] = found;
		if (Object.hasOwn(source.values, name) || !first) continue;
		if (known.includes(name)) {
			for (const variable of found) {
				const text = String(variable);
				reads.set(text, { text, path: variable.toArray() as Read["path"] });
			}
			continue;
		}
		const { row, col } = first.location;
		const lineBegin = source.text.split("\n", row - 1).reduce((sum, line) => sum + line.length + 1, 0);
		throw unknownName(name, options, source.originalOffset(lineBegin + col - 1));
	}
	return [...reads.values()];
}

/** A value that a template reads; null where there is none. */
export function readValue({ text }: Read, scope: Scope): unknown {
	return toValue(lenient.evalValueSync(text, new Context({ ...scope }, lenient.options, { sync: true }))) ?? null;
}

/** What a template may name. */
export function knownNames({ names = [], variables }: Pick<LiquidOptions, "names" | "variables">): readonly string[] {
	return [...names, ...Object.keys(variables.given ?? {}), ...scopeNames];
}

export function unknownName(
	name: string,
	{ path, ...options }: Pick<LiquidOptions, "path" | "names" | "variables">,
	offset: number,
): SettingsError {
	const names = knownNames(options);
	const guess = didYouMean(name, names);
	const known = `A template knows ${names.join(", ")}.`;
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
