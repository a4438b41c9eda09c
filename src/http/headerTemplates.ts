import { SettingsError } from "../base/settingsError.ts";
import { RenderError } from "../templates/renderError.ts";
import type { Scope } from "../templates/scope.ts";
import { compileTemplate, type Template } from "../templates/template.ts";
import type { Variables } from "../templates/variables.ts";

/** They frame the message and manage its connection, which is up to the client. */
const clientsOwn = new Set(["connection", "content-length", "expect", "keep-alive", "transfer-encoding", "upgrade"]);

// RFC 9110, sections 5.6.2 and 5.5; any other character in a value could end the header and start another one.
const namePattern = /^[\w!#$%&'*+.^`|~-]+$/;
const notInValue = /[^\t\x20-\x7e\x80-\xff]/u;

interface HeaderTemplate {
	readonly name: string;
	readonly template: Template;
}

/** A request's headers, whose values are templates. */
export class HeaderTemplates {
	/** Alternating names and values, of the headers that are the same for every item. */
	readonly #constant: readonly string[];
	readonly #perItem: readonly HeaderTemplate[];
	/** In lowercase. */
	readonly #names: ReadonlySet<string>;

	/**
	 * @param defaults sent unless the job has a header of that name; names in lowercase
	 * @throws SettingsError
	 */
	constructor(
		headers: Readonly<Record<string, string>>,
		defaults: Readonly<Record<string, string>>,
		variables: Variables,
	) {
		const all = Object.entries(headers).map(([name, text]) => compileHeader(name, text, variables));
		this.#names = new Set(all.map(({ name }) => name.toLowerCase()));
		this.#perItem = all.filter(({ template }) => template.constant === undefined);
		this.#constant = [
			...Object.entries(defaults).filter(([name]) => !this.#names.has(name)),
			...all.flatMap(({ name, template: { constant } }) => (constant === undefined ? [] : [[name, constant] as const])),
		].flat();
	}

	/** @param name in lowercase */
	has(name: string): boolean {
		return this.#names.has(name);
	}

	/** Alternating names and values. @throws RenderError */
	render(scope: Scope): readonly string[] {
		if (this.#perItem.length === 0) return this.#constant;
		const headers = [...this.#constant];
		for (const { name, template } of this.#perItem) {
			const value = template.render(scope);
			const problem = valueProblem(name, value);
			if (problem) throw new RenderError(problem.message, problem.suggestion, { path: ["headers", name] });
			headers.push(name, value);
		}
		return headers;
	}
}

function compileHeader(name: string, text: string, variables: Variables): HeaderTemplate {
	const path = ["headers", name];
	const template = compileTemplate(text, { variables, path });
	const problem = nameProblem(name, template) ?? valueProblem(name, template.constant ?? "");
	if (problem) throw new SettingsError(problem.message, { path, suggestion: problem.suggestion });
	return { name, template };
}

/**
 * Headers that are the same for every request, alternating names and values.
 * @param defaults sent unless there is a header of that name; names in lowercase
 * @throws SettingsError
 */
export function plainHeaders(
	headers: Readonly<Record<string, string>>,
	defaults: Readonly<Record<string, string>>,
): readonly string[] {
	for (const [name, value] of Object.entries(headers)) {
		const problem = nameProblem(name, { constant: value }) ?? valueProblem(name, value);
		if (problem) {
			throw new SettingsError(problem.message, { path: ["headers", name], suggestion: problem.suggestion });
		}
	}
	const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
	const missing = Object.entries(defaults).filter(([name]) => !names.has(name));
	return [...missing, ...Object.entries(headers)].flat();
}

interface HeaderProblem {
	readonly message: string;
	readonly suggestion: string;
}

function nameProblem(name: string, { constant }: Pick<Template, "constant">): HeaderProblem | undefined {
	if (!namePattern.test(name)) {
		return {
			message: `${JSON.stringify(name)} cannot be the name of a header.`,
			suggestion: "A name consists of letters, digits and hyphens.",
		};
	}
	if (clientsOwn.has(name.toLowerCase())) {
		return { message: `The header "${name}" is set for each request by the HTTP client.`, suggestion: "Remove it." };
	}
	if (name.toLowerCase() === "host" && constant === undefined) {
		return {
			message: 'The header "host" must be the same for all items.',
			suggestion: "An item must not choose whom a request is for.",
		};
	}
	return undefined;
}

/** Does not quote the value, which may be a secret. */
function valueProblem(name: string, value: string): HeaderProblem | undefined {
	const [character] = notInValue.exec(value) ?? [];
	if (character === undefined) return undefined;
	return {
		message: `The header "${name}" cannot hold the character ${JSON.stringify(character)}, which its value contains.`,
		suggestion: "A header is one line of Latin letters. Encode other text: {{ item.title | url_encode }}.",
	};
}
