import { ExactNumber } from "../base/exactNumber.ts";
import { formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import { didYouMean } from "./didYouMean.ts";
import { minSecretLength } from "./redactor.ts";
import { splitVariables } from "./splitVariables.ts";

/** A job's `${…}` with their values, resolved once per run. */
export interface Variables {
	/** @param expression the text between `${` and `}`: `env:HOME`, `secret:wp`, `workspaceFolder` */
	get(expression: string): string | undefined;
	/** Values that must never be shown. */
	readonly secrets: readonly string[];
	/** Absolute: what relative paths in templates start at. */
	readonly folder?: string | undefined;
	/** What templates know besides the item, by name: the same whatever the item. */
	readonly given?: Readonly<Record<string, unknown>> | undefined;
}

/** Where the values come from; each host has its own. Undefined: there is no value. */
export interface VariableSources {
	readonly workspaceFolder: string | undefined;
	env(name: string): string | undefined;
	config(name: string): string | undefined;
	/** What to do on a host without settings, as a sentence. */
	configAdvice?(): string;
	secret(name: string): Promise<string | undefined> | string | undefined;
	/** The same, where {@link secret} may ask the user for it: only if it is known already. */
	storedSecret?(name: string): Promise<string | undefined> | string | undefined;
	/** How the user sets that secret, as a sentence. */
	secretAdvice(name: string): string;
	/** How the user gives a value to an input of the job, as a sentence. @param example a value that it may have */
	inputAdvice?(name: string, example: string | undefined): string;
}

/** A `${…}` in a job. */
export interface FoundVariable {
	readonly expression: string;
	/** Of the string that it is in. */
	readonly path: readonly (string | number)[];
	/** Of its `$` in that string. */
	readonly offset: number;
}

const kinds = ["workspaceFolder", "env", "config", "secret", "input"];

/**
 * Every `${…}` in a job, in order. Keys are not searched.
 * @throws SettingsError when one is not closed
 */
export function findVariables(definition: unknown, path: readonly (string | number)[] = []): FoundVariable[] {
	if (typeof definition === "string") {
		return splitVariables(definition, path).flatMap((part) =>
			"expression" in part ? [{ expression: part.expression, path, offset: part.offset }] : [],
		);
	}
	if (Array.isArray(definition)) return definition.flatMap((value, index) => findVariables(value, [...path, index]));
	if (typeof definition !== "object" || definition === null) return [];
	return Object.entries(definition).flatMap(([key, value]) => findVariables(value, [...path, key]));
}

/**
 * @param inputs what was chosen for this run, by name
 * @throws SettingsError for the first that is unknown or has no value
 */
export async function resolveVariables(
	definition: unknown,
	sources: VariableSources,
	inputs: Readonly<Record<string, string>> = {},
): Promise<Variables> {
	const values = new Map<string, string>();
	const secrets = new Set<string>();
	for (const found of findVariables(definition)) {
		if (values.has(found.expression)) continue;
		const value = found.expression.startsWith("input:") ? inputValue(found, inputs) : await resolve(found, sources);
		values.set(found.expression, value);
		if (found.expression.startsWith("secret:")) secrets.add(value);
	}
	return { get: (expression) => values.get(expression), secrets: [...secrets] };
}

/** Fills in the variables of a value that is not a template: the path of a source, an option. */
export function expandVariables<T>(value: T, variables: Variables, path: readonly (string | number)[] = []): T {
	return expand(value, variables, path) as T;
}

function expand(value: unknown, variables: Variables, path: readonly (string | number)[]): unknown {
	if (typeof value === "string") {
		const texts = splitVariables(value, path).map((part) =>
			"text" in part ? part.text : variableValue(part.expression, variables, path, part.offset),
		);
		return texts.join("");
	}
	if (Array.isArray(value)) return value.map((element, index) => expand(element, variables, [...path, index]));
	if (typeof value !== "object" || value === null || value instanceof ExactNumber) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, element]) => [key, expand(element, variables, [...path, key])]),
	);
}

export function variableValue(
	expression: string,
	variables: Variables,
	path: readonly (string | number)[],
	offset: number,
): string {
	const value = variables.get(expression);
	if (value === undefined) throw new SettingsError(`\${${expression}} has no value.`, { path, offset });
	return value;
}

function inputValue({ expression, path, offset }: FoundVariable, inputs: Readonly<Record<string, string>>): string {
	const name = expression.slice("input:".length);
	const value = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
	if (value !== undefined) return value;
	const suggestion = didYouMean(name, Object.keys(inputs)) ?? `Add it: "inputs": { "${name}": {} }.`;
	throw new SettingsError(`The job has no input "${name}".`, { path, offset, suggestion });
}

async function resolve({ expression, path, offset }: FoundVariable, sources: VariableSources): Promise<string> {
	const failed = (message: string, suggestion?: string) => new SettingsError(message, { path, offset, suggestion });
	if (expression === "workspaceFolder") {
		if (sources.workspaceFolder !== undefined) return sources.workspaceFolder;
		throw failed("${workspaceFolder} has no value, as no folder is open.", "Open one, or write the path itself.");
	}
	const colon = expression.indexOf(":");
	const kind = expression.slice(0, Math.max(0, colon));
	const name = expression.slice(colon + 1);
	switch (name === "" ? "" : kind) {
		case "env": {
			const value = sources.env(name);
			if (value !== undefined) return value;
			throw failed(`The environment variable ${name} is not set.`, `Set it before the run: ${name}=…`);
		}
		case "config": {
			const value = sources.config(name);
			if (value !== undefined) return value;
			throw failed(`There is no setting "${name}".`, sources.configAdvice?.());
		}
		case "secret": {
			const value = await sources.secret(name);
			if (value !== undefined && value.length >= minSecretLength) return value;
			if (value !== undefined && value !== "") {
				const length = formatCountOf(value.length, "character");
				const message = `The secret "${name}" has ${length}: one with fewer than ${minSecretLength} cannot be masked.`;
				throw failed(message, "Take a longer one, or ${env:NAME} if it need not be kept secret.");
			}
			throw failed(`There is no secret "${name}".`, sources.secretAdvice(name));
		}
		default:
			throw failed(`Unknown variable \${${expression}}.`, adviceOnUnknown(expression, kind));
	}
}

function adviceOnUnknown(expression: string, kind: string): string {
	if (/^[A-Za-z_]\w*$/.test(expression) && !didYouMean(expression, kinds)) {
		return `Use \${env:${expression}} for the environment variable, or $\${${expression}} for these characters as they are.`;
	}
	const guess = didYouMean(kind === "" ? expression : kind, kinds);
	const known =
		"Use ${workspaceFolder}, ${env:NAME}, ${config:NAME}, ${secret:NAME} or ${input:NAME}; $${ stands for the characters ${.";
	return guess === undefined ? known : `${guess} ${known}`;
}
