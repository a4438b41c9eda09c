import { z } from "zod";
import type { Attempt, Item } from "../../engine/index.ts";
import { AnswerHeaders } from "../../http/answerHeaders.ts";
import { HttpClient } from "../../http/httpClient.ts";
import { type HttpRequest, isChanging } from "../../http/httpRequest.ts";
import { headerOf } from "../../http/httpResponse.ts";
import type { HttpResult } from "../../http/httpResult.ts";
import { Proxies } from "../../http/proxies.ts";
import { proxiesOf } from "../../http/proxySettings.ts";
import { quotaThrottleMs } from "../../http/quotaHeaders.ts";
import { responseBody } from "../../http/responseBody.ts";
import { isExpected, statusError } from "../../http/statusError.ts";
import { asPreview } from "../../templates/renderError.ts";
import { batchScopeOf, scopeOf } from "../../templates/scope.ts";
import { operationKind, type PreparedOperation } from "../operationKind.ts";
import { batchRequests } from "./batchRequests.ts";
import { httpForm } from "./httpForm.ts";
import { RequestTemplate } from "./requestTemplate.ts";

const url = z
	.string()
	.min(1, "Expected a URL, found an empty string.")
	.describe(
		"Where the request goes: `https://example.com/posts/{{ item.id }}`. Values are percent-encoded where they are inserted.",
	);

const schema = z
	.union([
		url,
		z
			.strictObject({
				url,
				method: z
					.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"])
					.default("GET")
					.describe("The request's method. `Idempotency-Key` is sent with those that change something."),
				headers: z
					.record(z.string(), z.string().describe("A template."))
					.optional()
					.describe('Headers by name: `{ "authorization": "Bearer ${secret:blog}" }`.'),
				json: z
					.unknown()
					.optional()
					.describe(
						"The body, as JSON. Its strings are templates; one that is nothing but `{{ expression }}` keeps the value's type.",
					),
				per: z
					.enum(["item", "batch"])
					.default("item")
					.describe(
						"`batch` sends one request for all items of a batch (see `batchSize`), which templates have as `{{ batch.items }}`.",
					),
				body: z.string().optional().describe("The body, as text; a template. For anything but JSON."),
				expect: z
					.array(z.int().min(100).max(599))
					.min(1, "Expected at least one status, found an empty list.")
					.optional()
					.describe("The statuses that mean success. Default: 200 to 299. Redirects are not followed."),
			})
			.check(
				z.superRefine(({ json, body }, { addIssue }) => {
					if (json === undefined || body === undefined) return;
					const message = 'expected "json" or "body", found both. Remove one of them.';
					addIssue({ code: "custom", message, path: ["body"], params: { at: "key" } });
				}),
			),
	])
	.describe(
		"Sends a request for each item. The result is its status, its body, and its `location` header where there is one.",
	);

export const httpOperation = operationKind({
	name: "http",
	schema,
	defaults: { batchSize: 50, timeoutMs: 30_000 },
	describe: (settings) => (typeof settings === "string" ? `GET ${settings}` : `${settings.method} ${settings.url}`),
	successExamples: [
		{ that: "result.body.errors == nil", detail: "The answer has no errors in it." },
		{ that: "result.body.id != nil", detail: "The answer has a field." },
		{ that: "result.status == 201", detail: "The answer has this very status." },
		{ that: "headers.content-type contains 'json'", detail: "The answer is of this type." },
	],
	form: httpForm,
	previewLines(rendered) {
		const { method, url, json, body } = rendered as Record<string, unknown>;
		return { head: `${method} ${url}`, rest: json ?? body };
	},
	mainResult(result) {
		const isAnswer = typeof result === "object" && result !== null && "status" in result && "body" in result;
		return isAnswer ? result.body : result;
	},
	attemptText(settings, rendered, idempotencyKey) {
		const { method, url, headers } = rendered as Pick<HttpRequest, "method"> & {
			readonly url: string;
			readonly headers: Readonly<Record<string, string>>;
		};
		const request = `${method} ${url}`;
		// The key of a batch depends on which items were in it.
		if (typeof settings !== "string" && settings.per === "batch") return `${request}, in a batch`;
		const own = Object.entries(headers).find(([name]) => name.toLowerCase() === "idempotency-key")?.[1];
		const key = own ?? (isChanging({ method }) ? idempotencyKey : undefined);
		return key === undefined ? request : `${request}, Idempotency-Key: ${key}`;
	},
	async prepare(settings, { runId, variables, concurrency, ...context }): Promise<PreparedOperation> {
		const isShort = typeof settings === "string";
		const { expect, per, ...parts } = isShort
			? { url: settings, method: "GET", expect: undefined, per: "item" }
			: settings;
		const template = new RequestTemplate(parts, variables, isShort ? [] : ["url"]);
		const { proxies = proxiesOf(process.env), interrupted = "retry" } = context;
		const headers = context.keepsHeaders ? new AnswerHeaders() : undefined;
		const client = await HttpClient.create({ connections: concurrency, proxies: new Proxies(proxies), interrupted });
		const send = async (
			request: HttpRequest,
			attempt: Pick<Attempt, "signal" | "sent" | "throttleFor">,
		): Promise<HttpResult> => {
			const response = await client.send(request, { signal: attempt.signal, sent: () => attempt.sent() });
			if (!isExpected(response.status, expect)) throw await statusError(request, response, expect);
			const throttleMs = quotaThrottleMs(response, Date.now());
			if (throttleMs !== undefined) attempt.throttleFor(throttleMs);
			const location = headerOf(response, "location");
			const body = await responseBody(request, response);
			const result = { status: response.status, ...body, ...(location !== undefined && { location }) };
			headers?.keep(result, response.headers);
			return result;
		};
		const isPerBatch = per === "batch";
		const firstScope = (item: Item) =>
			isPerBatch ? batchScopeOf([item], undefined, runId) : scopeOf(item, { runId, batch: 0, attempt: 1 });
		return {
			run(item, attempt) {
				const scope = scopeOf(item, { runId, batch: attempt.batch, attempt: attempt.number });
				return send(template.render(scope, attempt), attempt);
			},
			target: (item) => template.host(() => firstScope(item)),
			batch: isPerBatch
				? batchRequests((scope, idempotencyKey) => template.render(scope, { idempotencyKey }), send, { runId, headers })
				: undefined,
			headersOf: (result) => headers?.of(result) ?? {},
			preview: (item) => asPreview(() => template.preview(firstScope(item))),
			dispose: () => client.close(),
		};
	},
});
