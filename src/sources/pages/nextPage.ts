import { ExactNumber } from "../../base/exactNumber.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { type HttpResponse, headerOf } from "../../http/httpResponse.ts";
import { valueAt } from "../formats/json/jsonPointer.ts";

/** How a job says where the next page is. */
export type NextPage =
	| "link"
	/** JSON pointer to its URL. */
	| string
	/** JSON pointer to a cursor, and the query's parameter that takes it. */
	| { readonly cursor: string; readonly param: string }
	/** The query's parameter that takes the page's number, and the first one. */
	| { readonly page: string; readonly first: number }
	/** The query's parameter that takes how many items were before. */
	| { readonly offset: string };

/** Where a page is: its whole URL, or the value of the query's parameter. Kept as JSON. */
export type PagePlace = { readonly url: string } | { readonly value: string } | { readonly isFirst: true };

/** A page as it came. */
export interface PageFacts {
	readonly url: URL;
	readonly response: HttpResponse;
	readonly body: unknown;
	readonly itemCount: number;
}

const noPlace = 'Where it is a cursor, name the parameter that takes it: { "cursor": "/…", "param": "cursor" }.';

/** The URL of a page. */
export function pageUrl(base: URL, next: NextPage | undefined, place: PagePlace): URL {
	if ("url" in place) return new URL(place.url);
	const param = paramOf(next);
	if (param === undefined) return base;
	const url = new URL(base);
	if ("value" in place) url.searchParams.set(param, place.value);
	else if (typeof next === "object" && "page" in next && !url.searchParams.has(param)) {
		url.searchParams.set(param, String(next.first));
	}
	return url;
}

/**
 * Where the page after this one is; undefined after the last.
 * @throws SettingsError where that is on another origin, or is no address
 */
export function nextPlace(next: NextPage | undefined, page: PageFacts): PagePlace | undefined {
	if (next === undefined) return undefined;
	if (next === "link") return urlPlace(linkTo(headerOf(page.response, "link") ?? "", "next"), page);
	if (typeof next === "string") return urlPlace(urlText(valueAt(page.body, next), next), page);
	if ("cursor" in next) return cursorPlace(valueAt(page.body, next.cursor), next.cursor);
	// These servers do not say which page is the last.
	if (page.itemCount === 0) return undefined;
	if ("offset" in next) return { value: String(startOf(page.url, next.offset, 0) + page.itemCount) };
	return { value: String(startOf(page.url, next.page, next.first) + 1) };
}

/** Whether the server takes pages by number, so that one that ignores the parameter gives the first again and again. */
export function isCounted(next: NextPage | undefined): boolean {
	return typeof next === "object" && !("cursor" in next);
}

export function paramOf(next: NextPage | undefined): string | undefined {
	if (typeof next !== "object") return undefined;
	return "cursor" in next ? next.param : "page" in next ? next.page : next.offset;
}

function startOf(url: URL, param: string, usual: number): number {
	const number = Number(url.searchParams.get(param) ?? usual);
	if (Number.isSafeInteger(number)) return number;
	throw new SettingsError(`The URL's parameter "${param}" is no number.`, { path: ["url"] });
}

function urlText(value: unknown, pointer: string): string | undefined {
	if (value === undefined || value === null || value === "" || value === false) return undefined;
	if (typeof value === "string" && /^(?:https?:\/\/|[/?])/i.test(value)) return value;
	const message = `${pointer} of the answer is ${shown(value)}; expected the URL of the next page, or null.`;
	throw new SettingsError(message, { path: ["next"], suggestion: noPlace });
}

function urlPlace(text: string | undefined, { url: from }: PageFacts): PagePlace | undefined {
	if (text === undefined) return undefined;
	const url = URL.parse(text, from.href);
	if (!url) throw new SettingsError(`The next page's address is no URL: ${shown(text)}.`, { path: ["next"] });
	if (url.origin !== from.origin) {
		throw new SettingsError(`The next page is said to be at ${url.origin}, and not at ${from.origin}.`, {
			path: ["next"],
			suggestion:
				"Headers and secrets go to no other origin, so it is not asked for. Correct the URL, or use a parameter for pages.",
		});
	}
	url.hash = "";
	if (url.href === from.href) {
		throw new SettingsError("The next page is said to be the page itself, so there would be no end.", {
			path: ["next"],
		});
	}
	return { url: url.href };
}

function cursorPlace(value: unknown, pointer: string): PagePlace | undefined {
	if (value === undefined || value === null || value === "" || value === false) return undefined;
	if (typeof value === "string") return { value };
	if (typeof value === "number" || value instanceof ExactNumber) return { value: String(value) };
	throw new SettingsError(`${pointer} of the answer is ${shown(value)}; expected a cursor, or null.`, {
		path: ["next", "cursor"],
	});
}

function shown(value: unknown): string {
	return (JSON.stringify(value) ?? "nothing").slice(0, 100);
}

/** The target of a link (RFC 8288): `<https://…?page=2>; rel="next", <…>; rel="last"`. */
function linkTo(header: string, relation: string): string | undefined {
	for (const [, target, params = ""] of header.matchAll(
		/<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g,
	)) {
		const [, quoted, bare = ""] = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/i.exec(params) ?? [];
		if ((quoted ?? bare).toLowerCase().split(/\s+/).includes(relation)) return target;
	}
	return undefined;
}
