import { setTimeout as delay } from "node:timers/promises";
import type { Locator, Page } from "playwright-core";
import { exactly } from "./exactly.ts";

export interface QuickEntry {
	readonly label: string;
	readonly description: string;
	readonly detail: string;
}

/** The box at the top of the window: command palette, quick picks, input boxes. Only one is open at a time. */
export class QuickInput {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	get root(): Locator {
		return this.#page.locator(".quick-input-widget:visible");
	}

	/** Chooses the entry with this label as soon as it is offered. In a multi-select pick it is checked instead. */
	async pick(label: string | RegExp): Promise<void> {
		try {
			await this.#row(label).click();
		} catch (error) {
			const offered = (await this.entries()).map((entry) => entry.label).join(", ");
			throw new Error(`Could not pick ${label}. Offered: ${offered || "nothing"}.`, { cause: error });
		}
	}

	/** The visible entries of the list, which may have more. Waits for the first one. */
	async entries(): Promise<QuickEntry[]> {
		const rows = this.root.locator(".monaco-list-row");
		await rows
			.first()
			.waitFor()
			.catch(() => undefined); // an empty list is a valid answer
		return await Promise.all(
			(await rows.all()).map(async (row) => ({
				label: await textOf(row.locator(".quick-input-list-row").first().locator(".label-name")),
				description: await textOf(row.locator(".quick-input-list-row").first().locator(".label-description")),
				detail: await textOf(row.locator(".quick-input-list-label-meta .label-name")),
			})),
		);
	}

	/** Waits until the box has this title: what is typed earlier ends up in the previous question. */
	async waitForTitle(title: string | RegExp): Promise<void> {
		await this.root
			.locator(".quick-input-title")
			.filter({ hasText: exactly(title) })
			.waitFor();
	}

	/** Waits until an entry with this label is offered. */
	async waitForEntry(label: string | RegExp): Promise<void> {
		await this.#row(label).waitFor();
	}

	/** Replaces the text in the box. */
	async type(text: string): Promise<void> {
		await this.#input.fill(text);
	}

	/** Clicks one of the icons beside the title. @param title its tooltip */
	async pressButton(title: string): Promise<void> {
		await this.root.locator(`.quick-input-titlebar .action-label[aria-label="${title}"]`).click();
	}

	/** Presses Enter: accepts the input, or the checked entries. */
	async accept(): Promise<void> {
		await this.#input.press("Enter");
	}

	async cancel(): Promise<void> {
		await this.#input.press("Escape");
		await this.root.waitFor({ state: "hidden" });
	}

	/** Waits until the box has this text, which may be set after the box is shown. */
	async waitForValue(value: string): Promise<void> {
		const input = await this.#input.elementHandle();
		await this.#page.waitForFunction(
			([box, text]) => (box as { value?: string } | null)?.value === text,
			[input, value],
		);
	}

	get value(): Promise<string> {
		return this.#input.inputValue();
	}

	get placeholder(): Promise<string | null> {
		return this.#input.getAttribute("placeholder");
	}

	get title(): Promise<string> {
		return this.root.locator(".quick-input-title").innerText();
	}

	/** Waits until the line below the input says this: a prompt, or what is wrong with the text. */
	async waitForMessage(message: RegExp): Promise<void> {
		await this.root.locator(".quick-input-message").filter({ hasText: message }).waitFor();
	}

	/** Runs a command through the palette. @param title as the palette shows it, category included */
	async command(title: string): Promise<void> {
		await this.#openPalette(title);
		await this.pick(title);
	}

	/** Whether the palette offers a command with exactly this title at the moment. */
	async offers(title: string): Promise<boolean> {
		await this.#openPalette(title);
		// There is no event for "nothing more comes": the list counts as complete when it stops changing for a while.
		let before: string | undefined;
		for (let now = await this.#labels(); now !== before; now = await this.#labels()) {
			before = now;
			await delay(400);
		}
		const offered = (await this.#row(title).count()) > 0;
		await this.cancel();
		return offered;
	}

	async #openPalette(text: string): Promise<void> {
		await this.#page.keyboard.press("F1");
		await this.type(`>${text}`);
	}

	async #labels(): Promise<string> {
		return (await this.root.locator(".monaco-list-row").allInnerTexts()).join("\n");
	}

	#row(label: string | RegExp): Locator {
		const name = this.#page
			.locator(".quick-input-list-row:first-child .label-name")
			.filter({ hasText: exactly(label) });
		return this.root.locator(".monaco-list-row").filter({ has: name }).first();
	}

	get #input(): Locator {
		return this.root.locator(".quick-input-box input");
	}
}

async function textOf(locator: Locator): Promise<string> {
	return (await locator.allInnerTexts()).join(" ").trim();
}
