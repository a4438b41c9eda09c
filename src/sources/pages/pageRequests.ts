import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "../../base/clock.ts";
import { formatDuration } from "../../base/format.ts";
import { parseJson } from "../../base/parseJson.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { type Log, meaningOf, OperationError, type RetryPolicy } from "../../engine/index.ts";
import { HttpClient } from "../../http/httpClient.ts";
import { type HttpRequest, requestName } from "../../http/httpRequest.ts";
import type { HttpResponse } from "../../http/httpResponse.ts";
import { Proxies } from "../../http/proxies.ts";
import type { ProxySettings } from "../../http/proxySettings.ts";
import { quotaThrottleMs } from "../../http/quotaHeaders.ts";
import { responseBody } from "../../http/responseBody.ts";
import { statusError } from "../../http/statusError.ts";

/** Time for a page, ms. */
const timeoutMs = 30_000;
/** A server may ask to be left alone for that long at most, ms. */
const maxWaitMs = 3_600_000;
/** Refusals that say when to come again use up no attempt, up to this many in a row. */
const maxRefusals = 10;
const connections = 1;

export interface PageRequestOptions {
	/** Alternating names and values. */
	readonly headers: readonly string[];
	readonly retry: RetryPolicy;
	readonly proxies: ProxySettings;
	readonly log: Pick<Log, "warn"> | undefined;
}

export interface PageAnswer {
	readonly response: HttpResponse;
	/** Numbers with all their digits. */
	readonly body: unknown;
}

/** Asks for one page after the other, as often as it takes and as fast as the server wants. */
export class PageRequests {
	readonly #options: PageRequestOptions;
	readonly #client: HttpClient;
	/** Until then the server wants no request; of the monotonic clock. */
	#notBefore = 0;

	static async create(options: PageRequestOptions): Promise<PageRequests> {
		const proxies = new Proxies(options.proxies);
		return new PageRequests(options, await HttpClient.create({ connections, proxies, interrupted: "retry" }));
	}

	private constructor(options: PageRequestOptions, client: HttpClient) {
		this.#options = options;
		this.#client = client;
	}

	/** @throws SettingsError where there is no page to be had; the signal's reason when it aborts */
	async get(url: URL, signal: AbortSignal): Promise<PageAnswer> {
		const request: HttpRequest = { method: "GET", url, headers: this.#options.headers, body: null };
		const { retry, log } = this.#options;
		let [failures, refusals] = [0, 0];
		for (;;) {
			await wait(this.#notBefore - systemClock.monotonic(), signal);
			try {
				return await this.#answer(request, signal);
			} catch (error) {
				signal.throwIfAborted();
				if (error instanceof SettingsError) throw error;
				const named = error instanceof OperationError ? error.retryAfterMs : undefined;
				if (named !== undefined && refusals < maxRefusals) refusals++;
				else failures++;
				if (!mayPass(error) || failures >= retry.attempts) throw settingsError(error, failures);
				const delayMs = Math.min(maxWaitMs, named ?? backoffMs(retry, failures));
				log?.warn(`${messageOf(error)} The page is asked for again in ${formatDuration(delayMs)}.`);
				await wait(delayMs, signal);
			}
		}
	}

	async close(): Promise<void> {
		await this.#client.close();
	}

	async #answer(request: HttpRequest, signal: AbortSignal): Promise<PageAnswer> {
		const timeout = AbortSignal.timeout(timeoutMs);
		const response = await this.#client
			.send(request, { signal: AbortSignal.any([signal, timeout]), sent: () => undefined })
			.catch((error: unknown) => {
				throw timeout.aborted ? timedOut(request) : error;
			});
		if (response.brokenBy && timeout.aborted) throw timedOut(request);
		const { status } = response;
		if (status < 200 || status > 299) throw await statusError(request, response, undefined);
		if (response.isCut) {
			const message = `The answer to ${requestName(request)} is longer than 10 MB.`;
			throw new SettingsError(message, { path: ["url"], suggestion: "Ask for fewer items a page." });
		}
		const { body } = await responseBody(request, response);
		if (body === null) throw new SettingsError(`${requestName(request)} answered nothing.`, { path: ["url"] });
		this.#notBefore = systemClock.monotonic() + Math.min(maxWaitMs, quotaThrottleMs(response, Date.now()) ?? 0);
		return { response, body: typeof body === "string" ? parsed(request, body) : body };
	}
}

/** @throws the signal's reason when it aborts */
async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
	if (delayMs > 0) await sleep(delayMs, undefined, { signal }).catch(() => signal.throwIfAborted());
}

function mayPass(error: unknown): boolean {
	if (!(error instanceof OperationError)) return true;
	return (error.category ?? meaningOf(error.code).category ?? "retry") === "retry";
}

function backoffMs({ minDelayMs, maxDelayMs, factor }: RetryPolicy, failures: number): number {
	return Math.min(maxDelayMs, minDelayMs * factor ** (failures - 1));
}

function timedOut(request: HttpRequest): OperationError {
	const message = `${requestName(request)} gave no whole answer within ${timeoutMs / 1_000} s.`;
	return new OperationError(message, { name: "TimeoutError", code: "ETIMEDOUT" });
}

function parsed(request: HttpRequest, text: string): unknown {
	try {
		return parseJson(text);
	} catch (error) {
		throw new SettingsError(`The answer to ${requestName(request)} is no JSON: ${(error as Error).message}.`, {
			path: ["url"],
			suggestion: `It begins: ${text.slice(0, 80)}`,
			cause: error,
		});
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function settingsError(error: unknown, attempts: number): SettingsError {
	const detail = error instanceof OperationError && error.isAnswer ? error.detail?.slice(0, 300) : undefined;
	const often = attempts > 1 ? ` It was asked for ${attempts} times.` : "";
	const said = detail === undefined ? undefined : `The server says: ${detail}`;
	return new SettingsError(`${messageOf(error)}${often}`, { path: ["url"], suggestion: said, cause: error });
}
