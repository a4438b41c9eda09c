import { STATUS_CODES } from "node:http";
import { meaningOf, OperationError } from "../../engine/index.ts";
import { type HttpRequest, requestName } from "./httpRequest.ts";
import { type HttpResponse, headerOf } from "./httpResponse.ts";
import { turnedAwayMs } from "./quotaHeaders.ts";
import { responseText } from "./responseBody.ts";

/**
 * So much of the body goes along as the error's detail. That is more than the engine keeps, which masks secrets first
 * and cuts then: the other way round, a secret that is cut in two would not be found.
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
	const { status } = response;
	const wanted = expected && status <= 299 ? `, expected ${expected.join(" or ")}` : "";
	// The status is what counts; a body that cannot be read adds nothing to it.
	const text = await responseText(response).catch(() => undefined);
	return new OperationError(`${requestName(request)} answered ${answerOf(response)}${wanted}.`, {
		name: "HttpError",
		code: status,
		retryAfterMs: meaningOf(status).mayNameWait ? turnedAwayMs(response, Date.now()) : undefined,
		detail: text?.slice(0, detailLength) || undefined,
	});
}

/**
 * `404 Not Found`. A redirect is not followed: it may lead to another host, where the job's headers must not go, and it
 * makes a GET of most POSTs. So it says where it leads, for the job to go there.
 */
function answerOf(response: HttpResponse): string {
	const { status } = response;
	const answer = `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
	const location = status >= 300 && status <= 399 ? headerOf(response, "location") : undefined;
	return location === undefined ? answer : `${answer} (to ${location}), and redirects are not followed`;
}
