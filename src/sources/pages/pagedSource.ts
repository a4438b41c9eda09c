import { crc32 } from "node:zlib";
import { parseJson } from "../../base/parseJson.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { SourcePosition, Total } from "../../engine/model/ports.ts";
import { requestName } from "../../http/httpRequest.ts";
import { valueAt } from "../formats/json/jsonPointer.ts";
import { Positions } from "../reading/blockPosition.ts";
import type { OpenedSource, SourceChange } from "../sourceKind.ts";
import { HiddenSecrets } from "./hiddenSecrets.ts";
import { listsIn } from "./listsIn.ts";
import { isCounted, type NextPage, nextPlace, type PagePlace, pageUrl, paramOf } from "./nextPage.ts";
import { type PageRequestOptions, PageRequests } from "./pageRequests.ts";
import type { PageSpool } from "./pageSpool.ts";

export interface PagedSourceOptions extends PageRequestOptions {
	readonly url: URL;
	/** JSON pointer to a page's list. */
	readonly items: string;
	readonly next: NextPage | undefined;
	readonly spool: PageSpool;
	/** The run that is resumed has filled it. */
	readonly isResumed: boolean;
	readonly secrets: readonly string[];
	summarize(total: Total | undefined): string;
}

/** Between two pages. */
interface PagePosition extends SourcePosition {
	/** In the spool. */
	readonly offset: number;
}

const start: PagePosition = { index: 0, offset: 0 };

/** The items of an API's pages, each page asked for when the ones before are taken. */
export class PagedSource implements OpenedSource {
	summary = "";
	readonly #options: PagedSourceOptions;
	readonly #secrets: HiddenSecrets;
	#positions = new Positions<PagePosition>();
	/** Of the page before. */
	#lastCrc: number | undefined;
	/** An earlier page, by Brent's method: pages that come round again meet it. */
	#landmark: string | undefined;
	#pagesSince = 0;
	#pagesBetween = 1;

	private constructor(options: PagedSourceOptions) {
		this.#options = options;
		this.#secrets = new HiddenSecrets(options.secrets);
	}

	/** Asks for the first page, unless it is kept. @throws SettingsError */
	static async open(options: PagedSourceOptions): Promise<PagedSource> {
		const source = new PagedSource(options);
		if (options.spool.size === 0) await source.#readFirstPage();
		source.summary = options.summarize(source.total());
		return source;
	}

	total(): Total | undefined {
		const { items, next } = this.#options.spool;
		return next === undefined ? { count: items, exact: true } : undefined;
	}

	position(index: number): PagePosition {
		return this.#positions.at(index) ?? start;
	}

	/** What a run has read is kept. Another reading cannot know what has changed at the server. */
	async changeSince({ index }: SourcePosition): Promise<SourceChange | undefined> {
		const { isResumed, spool, url } = this.#options;
		if (isResumed && spool.items >= index) return undefined;
		return {
			isBeforeMark: true,
			message: `The pages of ${url.origin}${url.pathname} that the run had read are not kept.`,
		};
	}

	async *chunks(signal: AbortSignal, from?: SourcePosition): AsyncIterable<readonly Item[]> {
		const { spool } = this.#options;
		let { index, offset } = (from as PagePosition | undefined) ?? start;
		this.#positions = new Positions();
		let requests: PageRequests | undefined;
		try {
			for (;;) {
				for await (const { items, end } of spool.pages(signal, offset)) {
					this.#positions.pass({ index, offset });
					const first = index;
					index += items.length;
					offset = end;
					if (items.length > 0) yield items.map((text, at) => itemOf(text, first + at));
				}
				if (signal.aborted || spool.next === undefined) return;
				// Somebody else may have gone on meanwhile.
				if (offset < spool.size) continue;
				requests ??= await PageRequests.create(this.#options);
				await this.#readPage(requests, spool.next, signal);
			}
		} catch (error) {
			if (!signal.aborted) throw error;
		} finally {
			await requests?.close();
		}
	}

	async #readFirstPage(): Promise<void> {
		const requests = await PageRequests.create(this.#options);
		try {
			await this.#readPage(requests, { isFirst: true }, new AbortController().signal);
		} finally {
			await requests.close();
		}
	}

	async #readPage(requests: PageRequests, kept: PagePlace, signal: AbortSignal): Promise<void> {
		const { url: base, next, spool } = this.#options;
		const place =
			"url" in kept
				? { url: this.#secrets.reveal(kept.url) }
				: "value" in kept
					? { value: this.#secrets.reveal(kept.value) }
					: kept;
		const url = pageUrl(base, next, place);
		const { body, response } = await requests.get(url, signal);
		const list = this.#listOf(body, url);
		const items = list.map((item) => JSON.stringify(item));
		const found = nextPlace(next, { url, response, body, itemCount: items.length });
		if (found) this.#assertProgress(found, items, url);
		await spool.append(items, found && this.#hidden(found));
	}

	#hidden(place: PagePlace): PagePlace {
		if ("url" in place) return { url: this.#secrets.hide(place.url) };
		return "value" in place ? { value: this.#secrets.hide(place.value) } : place;
	}

	/** @throws SettingsError where the list is not there */
	#listOf(body: unknown, url: URL): readonly unknown[] {
		const { items: pointer } = this.#options;
		const list = valueAt(body, pointer);
		if (Array.isArray(list)) return list;
		const where = pointer === "" ? "" : ` at ${pointer}`;
		const lists = listsIn(body).map((found) => (found === "" ? 'at its root: "items": ""' : `at ${found}`));
		throw new SettingsError(
			`The answer to ${requestName({ method: "GET", url, headers: [], body: null })} has no list${where}.`,
			{
				path: ["items"],
				suggestion:
					lists.length > 0 ? `It has one ${lists.join(", ")}.` : "Expected a JSON pointer to the list of items.",
			},
		);
	}

	/** @throws SettingsError where pages come round again, of which there would be no end */
	#assertProgress(next: PagePlace, items: readonly string[], url: URL): void {
		const { next: how } = this.#options;
		const crc = crc32(items.join("\n"));
		if (isCounted(how) && items.length > 0 && crc === this.#lastCrc) {
			throw new SettingsError(`The server gives the same page again, whatever "${paramOf(how)}" says.`, {
				path: ["next"],
				suggestion: "Name the parameter that it takes for the page.",
			});
		}
		this.#lastCrc = crc;
		const text = JSON.stringify(next);
		if (text === this.#landmark) {
			const message = `The pages of ${url.origin}${url.pathname} come round again: the next one was read before.`;
			throw new SettingsError(message, { path: ["next"] });
		}
		if (++this.#pagesSince < this.#pagesBetween) return;
		this.#landmark = text;
		this.#pagesSince = 0;
		this.#pagesBetween *= 2;
	}
}

function itemOf(text: string, index: number): Item {
	return { index, key: String(index), value: parseJson(text), location: undefined, problem: undefined };
}
