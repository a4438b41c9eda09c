import { SettingsError } from "../base/settingsError.ts";
import { RenderError } from "../templates/renderError.ts";
import type { Scope } from "../templates/scope.ts";
import { splitVariables } from "../templates/splitVariables.ts";
import { compileTemplate, type Template, type TemplateOptions } from "../templates/template.ts";
import { hostIsComplete, readUrl, type UrlProblem } from "./readUrl.ts";

/** As a part of a path, these change the path: an empty one vanishes, and dots walk up. Encoding does not help. */
const noPart = /^(?:\.|%2e){0,2}$/i;

const rawAdvice = "Where each item brings its own URL, write {{ item.url | raw }}.";

/**
 * A URL in which an item's values can only be what they are meant to be: a part of the path, a value in the query. The
 * host is set by the job, unless the URL starts with a value that the template's author has marked `raw`.
 */
export class UrlTemplate {
	readonly #template: Template;
	readonly #path: readonly (string | number)[];
	readonly #constant: URL | undefined;
	/** `example.com:8080`, where it is the same for every item. */
	readonly #fixedHost: string | undefined;

	/** @throws SettingsError for what cannot be a URL, lets the item complete its host, or has a secret that cuts it */
	constructor(text: string, options: Omit<TemplateOptions, "encodes">) {
		checkSecrets(text, options);
		const encoding = { ...options, encodes: true };
		this.#template = compileTemplate(text, encoding);
		this.#path = options.path;
		const { constant } = this.#template;
		this.#constant = constant === undefined ? undefined : urlOf(constant, (problem) => this.#unusable(problem));
		this.#fixedHost = this.#constant ? this.#constant.host : this.#checkBegin(text, encoding);
	}

	/** @throws RenderError if the item lacks what the template names, or would change where the URL leads */
	render(scope: Scope): URL {
		if (this.#constant) return this.#constant;
		/** Where the parts of the path begin and end that a value has made empty, or dots. */
		let doubtful: [from: number, to: number][] | undefined;
		const text = this.#template.render(scope, (value, before, origin) => {
			if (origin === "variable") return value;
			if (this.#fixedHost === undefined && !hostIsComplete(before)) {
				throw this.#misfit("A value of the item stands in the URL before its host is complete.", rawAdvice);
			}
			const inserted = origin === "encoded" ? value : this.#encoded(value);
			if (/[?#]/.test(before)) return inserted;
			if (origin === "encoded") this.#checkEncoded(value);
			const [from, to] = [before.length, before.length + inserted.length];
			if (origin === "encoded" || noPart.test(value)) doubtful = [...(doubtful ?? []), [from, to]];
			return inserted;
		});
		for (const [from, to] of doubtful ?? []) this.#checkParts(text, from, to);
		return urlOf(text, ({ message, suggestion }) => this.#misfit(message, suggestion));
	}

	/** The host that a request for the item would go to; undefined if the item does not fit. */
	host(scope: () => Scope): string | undefined {
		if (this.#fixedHost !== undefined) return this.#fixedHost;
		try {
			return this.render(scope()).host;
		} catch (error) {
			// The item's attempt reports it.
			if (error instanceof RenderError) return undefined;
			throw error;
		}
	}

	/** The host that is written out before the first template; undefined if the URL begins with one. */
	#checkBegin(text: string, options: TemplateOptions): string | undefined {
		const end = text.search(/\{[{%]/);
		const begin = compileTemplate(text.slice(0, end), options).constant ?? "";
		if (begin.trim() === "") return undefined;
		if (/^\s*https?:\/\//i.test(begin) && !hostIsComplete(begin)) {
			const suggestion = /\/\/$/.test(begin) ? rawAdvice : `Put a slash after the host: ${begin}/{{ … }}`;
			throw this.#unusable({ message: "The URL's host is not complete before the first template.", suggestion }, end);
		}
		return urlOf(begin, (problem) => this.#unusable(problem)).host;
	}

	#encoded(value: string): string {
		try {
			return encodeURIComponent(value);
		} catch {
			// Half of a surrogate pair, which has no encoding.
			throw this.#misfit(`${JSON.stringify(value)} is no valid Unicode and cannot stand in a URL.`);
		}
	}

	/** A filter for whole URLs leaves what begins the query: the rest of the path would become a part of that. */
	#checkEncoded(value: string): void {
		const [mark] = /[?#]/.exec(value) ?? [];
		if (mark === undefined) return;
		throw this.#misfit(`The item has "${mark}" in a part of its path: ${value}`, 'Use the filter "url_encode" for it.');
	}

	/** @param from where a value is inserted, and `to` where it ends: an empty one is harmless beside other text */
	#checkParts(text: string, from: number, to: number): void {
		const begin = text.lastIndexOf("/", from - 1) + 1;
		const rest = /^[^/?#\\]*/.exec(text.slice(to))?.[0] ?? "";
		const part = text
			.slice(begin, to + rest.length)
			.split(/[/\\]/)
			.find((one) => noPart.test(one));
		if (part === undefined) return;
		const found = part === "" ? "nothing" : `"${part}"`;
		const message = `The URL would lead elsewhere: the item has ${found} for a part of its path, ${text}`;
		throw this.#misfit(message, 'Where that is meant, use the filter "raw".');
	}

	#unusable({ message, suggestion }: UrlProblem, offset?: number): SettingsError {
		return new SettingsError(message, { path: this.#path, offset, suggestion });
	}

	#misfit(message: string, suggestion?: string): RenderError {
		return new RenderError(message, suggestion, { path: this.#path });
	}
}

/**
 * Secrets stand in a URL as they are, as a whole URL or several parts of one may be secret. But after a `#` nothing is
 * sent, and no value of a query has a `&`: the server would get half of the secret, and say at best that it is wrong.
 */
function checkSecrets(text: string, { variables, path }: Omit<TemplateOptions, "encodes">): void {
	for (const part of splitVariables(text, path)) {
		if (!("expression" in part) || !part.expression.startsWith("secret:")) continue;
		const before = text.slice(0, part.offset);
		const isBase = /^\s*(?:\{\{-?\s*["']?)?$/.test(before);
		// What a filter or a tag makes of it is the template's own.
		const isTag = /\{%(?:(?!%\}).)*$/s.test(before);
		const isFiltered = /\{\{(?:(?!\}\}).)*$/s.test(before) && /^(?:(?!\}\}).)*\|/s.test(text.slice(part.offset));
		if (isBase || isTag || isFiltered || before.includes("#")) continue;
		const value = variables.get(part.expression) ?? "";
		const mark = /\?[^#]*=(?:\{\{-?\s*["']?)?$/.test(before) ? /[#&]/.exec(value)?.[0] : /#/.exec(value)?.[0];
		if (mark === undefined) continue;
		const variable = `\${${part.expression}}`;
		const does = mark === "#" ? "ends what is sent of the URL" : "begins the next value of the query";
		throw new SettingsError(`The secret ${variable} has "${mark}" in it, which ${does}.`, {
			path,
			offset: part.offset,
			suggestion: `Write {{ "${variable}" | url_encode }}, or {{ "${variable}" | raw }} if that is meant.`,
		});
	}
}

function urlOf(text: string, error: (problem: UrlProblem) => Error): URL {
	const url = readUrl(text);
	if (url instanceof URL) return url;
	throw error(url);
}
