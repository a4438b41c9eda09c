import type { Locator, Page } from "playwright-core";
import { exactly } from "./exactly.ts";

/** A message at the corner of the window. */
export interface Notification {
	readonly text: string;
	readonly buttons: readonly string[];
	press(button: string | RegExp): Promise<void>;
}

export class Notifications {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** Waits for a message that matches. */
	async find(message: RegExp): Promise<Notification> {
		const toast = this.#toasts.filter({ has: this.#page.locator(texts).filter({ hasText: message }) }).first();
		try {
			return {
				text: await toast.locator(texts).innerText(),
				buttons: await toast.locator(".notification-list-item-buttons-container .monaco-button").allInnerTexts(),
				press: (button) =>
					toast
						.locator(".monaco-button")
						.filter({ hasText: exactly(button) })
						.click(),
			};
		} catch (error) {
			const seen = (await this.all()).join("\n") || "nothing";
			throw new Error(`Expected a message like ${message}. Seen:\n${seen}`, { cause: error });
		}
	}

	/** The visible messages; those without a button disappear by themselves. */
	async all(): Promise<string[]> {
		return await this.#toasts.locator(texts).allInnerTexts();
	}

	/** Dismisses all visible messages. */
	async dismissAll(): Promise<void> {
		for (let toast = this.#toasts.first(); (await this.#toasts.count()) > 0; toast = this.#toasts.first()) {
			await toast.hover();
			await toast.locator(".codicon-notifications-clear").click();
		}
	}

	get #toasts(): Locator {
		return this.#page.locator(".notification-toast:visible");
	}
}

const texts = ".notification-list-item-message";
