import type { Attempt } from "../../engine/index.ts";
import { HeaderTemplates } from "../../http/headerTemplates.ts";
import { type HttpRequest, isChanging } from "../../http/httpRequest.ts";
import { UrlTemplate } from "../../http/urlTemplate.ts";
import { compileJson, type JsonTemplate } from "../../templates/jsonTemplate.ts";
import type { Scope } from "../../templates/scope.ts";
import { compileTemplate, type Template } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";

/** What a job says about its requests. */
export interface RequestParts {
	readonly url: string;
	readonly method: string;
	readonly headers?: Readonly<Record<string, string>> | undefined;
	readonly json?: unknown;
	readonly body?: string | undefined;
}

/** A job's request, compiled, so that an item only costs the rendering of its own values. */
export class RequestTemplate {
	readonly #method: string;
	readonly #url: UrlTemplate;
	readonly #headers: HeaderTemplates;
	readonly #json: JsonTemplate | undefined;
	readonly #body: Template | undefined;
	readonly #sendsKey: boolean;

	/**
	 * @param urlPath where the URL is in the settings
	 * @throws SettingsError
	 */
	constructor({ url, method, headers, json, body }: RequestParts, variables: Variables, urlPath: readonly string[]) {
		this.#method = method;
		this.#url = new UrlTemplate(url, { variables, path: urlPath });
		this.#headers = new HeaderTemplates(headers ?? {}, defaultHeaders({ json, body }), variables);
		this.#json = json === undefined ? undefined : compileJson(json, { variables, path: ["json"] });
		this.#body = body === undefined ? undefined : compileTemplate(body, { variables, path: ["body"] });
		this.#sendsKey = isChanging({ method }) && !this.#headers.has("idempotency-key");
	}

	/** The host that a request for the item goes to; undefined if the item does not fit the template. */
	host(scope: () => Scope): string | undefined {
		return this.#url.host(scope);
	}

	/** @throws RenderError if the item does not fit the templates */
	render(scope: Scope, attempt: Pick<Attempt, "idempotencyKey">): HttpRequest {
		const headers = this.#headers.render(scope);
		return {
			method: this.#method,
			url: this.#url.render(scope),
			headers: this.#sendsKey ? [...headers, "idempotency-key", attempt.idempotencyKey] : headers,
			body: this.#json ? JSON.stringify(this.#json.render(scope)) : (this.#body?.render(scope) ?? null),
		};
	}

	/** Shown to the user: without the idempotency key, which depends on the run. @throws RenderError */
	preview(scope: Scope): Record<string, unknown> {
		const headers = this.#headers.render(scope);
		const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]] as const] : []));
		return {
			method: this.#method,
			url: this.#url.render(scope).href,
			headers: Object.fromEntries(pairs),
			...(this.#json && { json: this.#json.render(scope) }),
			...(this.#body && { body: this.#body.render(scope) }),
		};
	}
}

function defaultHeaders({ json, body }: Pick<RequestParts, "json" | "body">): Record<string, string> {
	const userAgent = { "user-agent": "batchline" };
	if (json !== undefined) return { ...userAgent, "content-type": "application/json" };
	return body === undefined ? userAgent : { ...userAgent, "content-type": "text/plain; charset=utf-8" };
}
