import type { Locator, Page } from "playwright-core";
import { eventually } from "../../eventually.ts";

export class StatusBar {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** @param which the id that the extension gave the item, or a pattern in its text (icons have none) */
	item(which: string | RegExp): Locator {
		const items = this.#page.locator(".statusbar-item:visible");
		if (which instanceof RegExp) return items.filter({ hasText: which }).first();
		return items.and(this.#page.locator(`[id$=".${which}"]`));
	}

	/** Waits for an item that matches. @returns its text */
	async text(which: string | RegExp): Promise<string> {
		return oneLine(await this.item(which).innerText());
	}

	/** The texts of all items, left to right; empty for an item with only an icon. */
	async texts(): Promise<string[]> {
		return (await this.#page.locator(".statusbar-item:visible").allInnerTexts()).map(oneLine);
	}

	async click(which: string | RegExp): Promise<void> {
		await this.item(which).locator("a").click();
	}

	/** Clicks until `shown` is visible: a click is lost if the item is redrawn at that moment. */
	async clickUntil(which: string | RegExp, shown: Locator): Promise<void> {
		await eventually(async () => {
			await this.click(which);
			await shown.waitFor({ timeout: 5_000 });
		});
	}

	/** Moves the pointer over an item. @returns the text of its hover */
	async hover(which: string | RegExp): Promise<string> {
		await this.item(which).hover();
		return await this.#page.locator(".monaco-hover:visible").last().innerText();
	}
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, " ").trim();
}
