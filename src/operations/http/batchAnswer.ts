import { parseJson } from "../../base/parseJson.ts";
import { type ItemEnding, OperationError } from "../../engine/index.ts";
import { type HttpRequest, isChanging, perhapsDone, requestName } from "../../http/httpRequest.ts";
import type { HttpResult } from "../../http/httpResult.ts";

/** Multi-Status (RFC 4918, section 13): each item has its own. */
const multiStatus = 207;

/**
 * The ending of each item of a batch, by one answer for all of them. A list with one element per item is split into
 * their results; another kind of body is the result of each.
 * @throws OperationError when the answer does not say what became of each item: that is no success of all
 */
export function endingsOf(request: HttpRequest, answer: HttpResult, items: number): readonly ItemEnding[] {
	const { status, body: sent, ...others } = answer;
	const body = listOf(sent) ?? sent;
	if (Array.isArray(body) && body.length === items) {
		return body.map((part: unknown) => {
			const own = status === multiStatus ? statusOf(part) : status;
			if (own === undefined) return { error: unclear(request, `${status} with an element that has no "status"`) };
			if (own >= 200 && own <= 299) return { result: { status: own, body: part, ...others } };
			return { error: ownError(request, own, part) };
		});
	}
	if (Array.isArray(body)) throw unclear(request, `with a list of ${body.length} for ${items} items`);
	if (typeof body === "string" && listStart.test(body)) throw unclear(request, "with a list that is no valid JSON");
	if (status === multiStatus) throw unclear(request, `${status} without a list that has an element for each item`);
	return Array.from({ length: items }, () => ({ result: answer }));
}

const listStart = /^\s*\[/;

/** Some servers send JSON as text of another type. */
function listOf(body: unknown): unknown[] | undefined {
	if (typeof body !== "string" || !listStart.test(body)) return undefined;
	try {
		return parseJson(body) as unknown[];
	} catch {
		return undefined;
	}
}

/** As a number or in words: `404`, `"404"`, `"404 Not Found"`, `"HTTP/1.1 404 Not Found"`. */
function statusOf(part: unknown): number | undefined {
	if (typeof part !== "object" || part === null) return undefined;
	const { status, statusCode = status } = part as { readonly status?: unknown; readonly statusCode?: unknown };
	const [, digits] = /^(?:HTTP\/[\d.]+ )?([1-5]\d\d)(?: |$)/.exec(String(statusCode)) ?? [];
	return digits === undefined ? undefined : Number(digits);
}

function ownError(request: HttpRequest, status: number, part: unknown): OperationError {
	return new OperationError(`${requestName(request)} answered ${status} for this item.`, {
		name: "HttpError",
		code: status,
		detail: JSON.stringify(part),
	});
}

/** A request that changes something is not sent again, not even for half of the items: some may be done. */
function unclear(request: HttpRequest, what: string): OperationError {
	const doubt = isChanging(request) ? ` ${perhapsDone}` : "";
	return new OperationError(`${requestName(request)} answered ${what}, so what became of each is unknown.${doubt}`, {
		name: "BatchAnswerError",
		category: "fail",
		mayBeDone: isChanging(request),
	});
}
