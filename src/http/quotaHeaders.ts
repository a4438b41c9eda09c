import { type HttpResponse, headerOf } from "./httpResponse.ts";

/** A reset from here on is a time in epoch seconds, not a number of seconds: that would be more than 30 years. */
const minEpochSeconds = 1e9;
/** A reset from here on is a time in epoch ms: as epoch seconds, it would be after the year 33,000. */
const minEpochMs = 1e12;

/** What is left of a quota, and when there is more. */
interface Quota {
	readonly remaining: number | undefined;
	readonly resetMs: number;
}

/** How long a server that has throttled a request wants no other one, ms; undefined if it does not say. */
export function retryDelayMs(response: HttpResponse, now: number): number | undefined {
	return retryAfterMs(response, now) ?? maxReset(response, now, ({ remaining = 0 }) => remaining <= 0);
}

/** How long a server wants no other request after the one that it has answered used up a quota, ms. */
export function quotaThrottleMs(response: HttpResponse, now: number): number | undefined {
	return maxReset(response, now, ({ remaining }) => remaining !== undefined && remaining <= 0);
}

/** Seconds, or a date (RFC 9110, section 10.2.3); a date by the server's own clock, which may be off. */
function retryAfterMs(response: HttpResponse, now: number): number | undefined {
	const text = headerOf(response, "retry-after")?.trim() ?? "";
	if (/^\d+(?:\.\d+)?$/.test(text)) return Number(text) * 1_000;
	const date = httpDate(text);
	if (date === undefined) return undefined;
	return Math.max(0, date - (httpDate(headerOf(response, "date") ?? "") ?? now));
}

/** `Date.parse` accepts almost anything as a date, even a negative number. */
function httpDate(text: string): number | undefined {
	const time = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}

function maxReset(response: HttpResponse, now: number, counts: (quota: Quota) => boolean): number | undefined {
	const resets = quotasOf(response, now)
		.filter(counts)
		.map(({ resetMs }) => resetMs);
	return resets.length === 0 ? undefined : Math.max(...resets);
}

/** The quotas of draft-ietf-httpapi-ratelimit-headers in its older and newer forms, and of the headers before it. */
function quotasOf(response: HttpResponse, now: number): Quota[] {
	const header = headerOf(response, "ratelimit");
	return [
		...(header === undefined ? [] : header.split(",").some(isMember) ? combined(header) : structured(header)),
		...separate(response, "ratelimit", now),
		...separate(response, "x-ratelimit", now),
	];
}

function isMember(part: string): boolean {
	return /^\s*(?:limit|remaining|reset)\s*=/i.test(part);
}

/** `limit=100, remaining=0, reset=5` */
function combined(header: string): Quota[] {
	const value = (name: string) => numberOf(new RegExp(`(?:^|,)\\s*${name}\\s*=\\s*([\\d.]+)`, "i").exec(header)?.[1]);
	return quotaOf(value("remaining"), value("reset"));
}

/** `"default";r=0;t=5, "daily";r=900;t=7200` */
function structured(header: string): Quota[] {
	return header.split(",").flatMap((policy) => {
		const parameter = (name: string) => numberOf(new RegExp(`;\\s*${name}=([\\d.]+)`).exec(policy)?.[1]);
		return quotaOf(parameter("r"), parameter("t"));
	});
}

/** The reset is a number of seconds or, from many servers, a time in epoch seconds or ms: its size tells which. */
function separate(response: HttpResponse, prefix: string, now: number): Quota[] {
	const remaining = numberOf(headerOf(response, `${prefix}-remaining`));
	const reset = numberOf(headerOf(response, `${prefix}-reset`));
	if (reset === undefined || reset < minEpochSeconds) return quotaOf(remaining, reset);
	return quotaOf(remaining, ((reset < minEpochMs ? reset * 1_000 : reset) - now) / 1_000);
}

function quotaOf(remaining: number | undefined, resetSeconds: number | undefined): Quota[] {
	return resetSeconds === undefined ? [] : [{ remaining, resetMs: Math.max(0, resetSeconds * 1_000) }];
}

function numberOf(text: string | undefined): number | undefined {
	return text !== undefined && /^\s*\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
