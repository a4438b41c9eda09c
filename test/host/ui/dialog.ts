import type { Page } from "playwright-core";
import { exactly } from "./exactly.ts";

/** The modal dialog that VS Code shows in the middle of the window. */
export class Dialog {
	readonly #page: Page;

	constructor(page: Page) {
		this.#page = page;
	}

	/** Waits for the dialog. @returns message and detail */
	async text(): Promise<string> {
		return await this.#page.locator(".monaco-dialog-box .dialog-message-container").innerText();
	}

	async press(button: string | RegExp): Promise<void> {
		await this.#page
			.locator(".monaco-dialog-box .monaco-button")
			.filter({ hasText: exactly(button) })
			.click();
	}
}
