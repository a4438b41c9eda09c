import { STATUS_CODES } from "node:http";
import { meaningOf, OperationError } from "../engine/index.ts";
import { proxyRefusal } from "./connectionError.ts";
import { type HttpRequest, isChanging, perhapsDone, requestName } from "./httpRequest.ts";
import { type HttpResponse, headerOf } from "./httpResponse.ts";
import { proxyName } from "./proxies.ts";
import { retryDelayMs } from "./quotaHeaders.ts";
import { responseText } from "./responseBody.ts";

/**
 * How much of the body becomes the error's detail, in UTF-16 units. More than the engine keeps, which masks secrets
 * before it cuts: a secret that is cut in two would not be found.
 */
const detailLength = 65_536;

/** @param expected the job's own list */
export function isExpected(status: number, expected: readonly number[] | undefined): boolean {
	return expected ? expected.includes(status) : status >= 200 && status <= 299;
}

/** `POST https://example.com/posts answered 503 Service Unavailable.` */
export async function statusError(
	request: HttpRequest,
	response: HttpResponse,
	expected: readonly number[] | undefined,
): Promise<OperationError> {
	const { status, proxy } = response;
	const through = proxy && request.url.protocol === "http:" ? ` It came through the proxy ${proxyName(proxy)}.` : "";
	if (through !== "" && status === 407) {
		return proxyRefusal(`${requestName(request)} answered ${answerOf(response)}.${through}`, status);
	}
	const wanted = expected && status <= 299 ? `, expected ${expected.join(" or ")}` : "";
	// The status is what counts, even if the body cannot be read.
	const body = await responseText(response).catch(() => undefined);
	const isPerhapsDone = status >= 200 && status <= 299 && isChanging(request);
	const doubt = isPerhapsDone ? ` ${perhapsDone}` : "";
	return new OperationError(`${requestName(request)} answered ${answerOf(response)}${wanted}.${through}${doubt}`, {
		mayBeDone: isPerhapsDone,
		isAnswer: true,
		name: "HttpError",
		code: status,
		retryAfterMs: meaningOf(status).mayNameWait ? retryDelayMs(response, Date.now()) : undefined,
		detail: body?.text.slice(0, detailLength) || undefined,
	});
}

/**
 * `404 Not Found`. A redirect is not followed: it may lead to another host, which must not get the job's headers, and
 * it turns most POSTs into GETs. The error says where it leads, so that you can change the job's URL.
 */
function answerOf(response: HttpResponse): string {
	const { status } = response;
	const answer = `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
	const location = status >= 300 && status <= 399 ? headerOf(response, "location") : undefined;
	return location === undefined ? answer : `${answer} (to ${location}), and redirects are not followed`;
}
