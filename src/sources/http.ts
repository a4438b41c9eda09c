import { z } from "zod";
import { SettingsError } from "../base/settingsError.ts";
import { defaultPolicies } from "../engine/model/policies.ts";
import { plainHeaders } from "../http/headerTemplates.ts";
import { proxiesOf } from "../http/proxySettings.ts";
import { readUrl } from "../http/readUrl.ts";
import { jsonPointer } from "./formats/json/jsonPointer.ts";
import { PagedSource } from "./pages/pagedSource.ts";
import { PageSpool } from "./pages/pageSpool.ts";
import { countOf } from "./reading/countOf.ts";
import { sourceKind } from "./sourceKind.ts";

const param = z.string().min(1, "Expected the name of a parameter, found an empty string.");
const pointer = z
	.string()
	.regex(/^(?:\/(?:[^~/]|~[01])*)+$/, 'Expected "link", or a JSON pointer such as "/paging/next".');

export const http = sourceKind({
	name: "http",
	schema: z
		.strictObject({
			url: z
				.string()
				.min(1, "Expected a URL, found an empty string.")
				.describe("The first page: `https://example.com/posts?per_page=100`."),
			headers: z
				.record(z.string(), z.string().describe("Its value."))
				.optional()
				.describe('Headers by name: `{ "authorization": "Bearer ${secret:blog}" }`.'),
			items: jsonPointer
				.optional()
				.describe(
					'Where the list of items is in an answer, as a JSON pointer: "/data/items". Default: the answer is the list.',
				),
			next: z
				.union([
					z.literal("link").describe('The `Link` header with `rel="next"`.'),
					pointer.describe("A JSON pointer to the next page's URL in the answer."),
					z
						.strictObject({
							cursor: pointer.describe("A JSON pointer to the cursor in the answer."),
							param: param.describe("The URL's parameter that takes it."),
						})
						.describe("A cursor in the answer that goes into the next URL."),
					z
						.strictObject({
							page: param.describe("The URL's parameter for the page's number."),
							first: z.int().min(0).default(1).describe("The number of the first page."),
						})
						.describe("Pages by number, until one is empty."),
					z
						.strictObject({ offset: param.describe("The URL's parameter for the number of items before the page.") })
						.describe("Pages by the number of items before, until one is empty."),
				])
				.optional()
				.describe("How the next page is found. Default: there is only one."),
		})
		.describe("Each element of the lists that an API gives page by page."),
	variables: { url: "secret", headers: "secret" },
	describe: ({ url }) => `items of ${shortUrl(url)}`,
	async open({ url: text, headers = {}, items = "", next }, { spool, secrets = [], proxies, retry, log }) {
		if (!spool) throw new Error("Pages need a place to be kept in.");
		const url = readUrl(text);
		if (!(url instanceof URL)) throw new SettingsError(url.message, { path: ["url"], suggestion: url.suggestion });
		if (/\{[{%]/.test(text))
			throw new SettingsError("A source's URL takes no template: there is no item yet.", { path: ["url"] });
		const lines = plainHeaders(headers, { "user-agent": "batchline", accept: "application/json" });
		return PagedSource.open({
			url,
			headers: lines,
			items,
			next,
			spool: await PageSpool.open(spool.growing()),
			isResumed: spool.isResumed,
			secrets,
			retry: retry ?? defaultPolicies.retry,
			proxies: proxies ?? proxiesOf(process.env),
			log,
			summarize: (total) => `${countOf(total, "item")} of ${shortUrl(url.href)}`,
		});
	},
});

/** Without its query, which is long and may hold keys. */
function shortUrl(url: string): string {
	return url.replace(/[?#].*$/s, "");
}
