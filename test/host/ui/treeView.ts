import type { Locator, Page } from "playwright-core";
import { exactly } from "./exactly.ts";
import { chooseFromMenu, readMenu } from "./menu.ts";

export interface TreeRow {
	readonly name: string;
	readonly description: string;
	/** 1 for the roots. */
	readonly level: number;
	/** Undefined for a row that can't be expanded. */
	readonly expanded: boolean | undefined;
	readonly selected: boolean;
	/** What a screen reader says. */
	readonly label: string;
}

/** A view in the side bar. A row's name is the text before its description. */
export class TreeView {
	readonly #page: Page;
	readonly #name: string;

	constructor(page: Page, name: string) {
		this.#page = page;
		this.#name = name;
	}

	get root(): Locator {
		const title = this.#page.locator(".pane-header h3.title").filter({ hasText: exactly(this.#name) });
		return this.#page.locator(".pane").filter({ has: title });
	}

	/** The visible rows from top to bottom; a long tree has more. */
	async rows(): Promise<TreeRow[]> {
		const rows = await this.root.locator(".monaco-list-row").evaluateAll((elements) =>
			elements.map((element) => {
				const text = (selector: string) => element.querySelector(selector)?.textContent?.trim() ?? "";
				const expanded = element.getAttribute("aria-expanded");
				return {
					index: Number(element.getAttribute("data-index")),
					name: text(".label-name"),
					description: text(".label-description"),
					level: Number(element.getAttribute("aria-level")),
					expanded: expanded === null ? undefined : expanded === "true",
					selected: element.getAttribute("aria-selected") === "true",
					label: element.getAttribute("aria-label") ?? "",
				};
			}),
		);
		return rows.sort((a, b) => a.index - b.index).map(({ index: _, ...row }) => row);
	}

	/** The first row with this name. */
	row(name: string | RegExp): Locator {
		const label = this.#page.locator(".label-name").filter({ hasText: exactly(name) });
		return this.root.locator(".monaco-list-row").filter({ has: label }).first();
	}

	async click(name: string | RegExp): Promise<void> {
		await this.row(name).click();
	}

	/** Selects exactly these rows. */
	async select(...names: readonly (string | RegExp)[]): Promise<void> {
		// Ctrl+click on the label only selects: a plain click may run the item's command, one on the twistie toggles it.
		await this.root.locator(".monaco-list").first().press("Escape");
		for (const name of names)
			await this.row(name)
				.locator(".label-name")
				.click({ modifiers: ["Control"] });
	}

	async expand(name: string | RegExp): Promise<void> {
		await this.#toggle(name, "false");
	}

	async collapse(name: string | RegExp): Promise<void> {
		await this.#toggle(name, "true");
	}

	/** Scrolls to the last row. */
	async scrollToEnd(): Promise<void> {
		await this.root.locator(".monaco-list").first().press("End");
	}

	/** Clicks one of the icons at the end of a row. @param title its tooltip */
	async inlineAction(name: string | RegExp, title: string): Promise<void> {
		await this.row(name).hover();
		await this.row(name).locator(`.actions .action-label[aria-label="${title}"]`).click();
	}

	/** Opens a row's context menu and chooses an item. If the row is selected, the selection stays. */
	async contextMenu(name: string | RegExp, item: string | RegExp): Promise<void> {
		await this.row(name).locator(".label-name").click({ button: "right" });
		await chooseFromMenu(this.#page, item);
	}

	/** The items of a row's context menu. */
	async contextMenuItems(name: string | RegExp): Promise<string[]> {
		await this.row(name).locator(".label-name").click({ button: "right" });
		const items = await readMenu(this.#page);
		await this.#page.keyboard.press("Escape");
		return items;
	}

	/** Clicks one of the icons in the view's title. @param title its tooltip */
	async titleAction(title: string): Promise<void> {
		await this.root.locator(".pane-header").hover();
		await this.root.locator(`.pane-header .action-label[aria-label="${title}"]`).click();
	}

	/** Waits until the view shows this message above its rows, or instead of them. */
	async waitForMessage(text: RegExp): Promise<void> {
		await this.root.locator(".message:not(.hide), .welcome-view-content").filter({ hasText: text }).first().waitFor();
	}

	async #toggle(name: string | RegExp, from: "true" | "false"): Promise<void> {
		const row = this.row(name);
		await row.waitFor();
		if ((await row.getAttribute("aria-expanded")) === from) await row.locator(".monaco-tl-twistie").click();
		await row.and(this.#page.locator(`[aria-expanded="${from === "true" ? "false" : "true"}"]`)).waitFor();
	}
}
