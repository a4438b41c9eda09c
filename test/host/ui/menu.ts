import type { Locator, Page } from "playwright-core";
import { exactly } from "./exactly.ts";

/** Chooses an item of the open context menu; resolves when the menu has closed. */
export async function chooseFromMenu(page: Page, item: string | RegExp): Promise<void> {
	const chosen = items(page)
		.filter({ hasText: exactly(item) })
		.first();
	try {
		await chosen.waitFor();
	} catch (error) {
		throw new Error(`Could not choose ${item}. The menu has: ${(await readMenu(page)).join(", ")}.`, { cause: error });
	}
	// A menu ignores clicks in its first 100 ms, so that the click that opened it hits no item: so a click may be lost.
	while (await chosen.isVisible()) {
		await chosen.click();
		await chosen.waitFor({ state: "hidden", timeout: 300 }).catch(() => undefined);
	}
}

/** The items of the open context menu. */
export async function readMenu(page: Page): Promise<string[]> {
	await items(page).first().waitFor();
	return (await items(page).allInnerTexts()).map((text) => text.trim());
}

function items(page: Page): Locator {
	return page.locator(".monaco-menu-container .monaco-menu .action-item:not(.disabled) .action-label:not(.separator)");
}
