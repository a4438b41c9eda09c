import { basename } from "node:path";
import type { Locator, Page } from "playwright-core";
import { exactly } from "./exactly.ts";
import { chooseFromMenu } from "./menu.ts";
import type { QuickInput } from "./quickInput.ts";

/** The text editor that has or had the focus. */
export class Editor {
	readonly #page: Page;
	readonly #quickInput: QuickInput;

	constructor(page: Page, quickInput: QuickInput) {
		this.#page = page;
		this.#quickInput = quickInput;
	}

	/** Opens a file of the workspace by its name. */
	async openFile(path: string): Promise<void> {
		const name = basename(path);
		await this.#page.keyboard.press("Control+P");
		await this.#quickInput.type(path);
		await this.#quickInput.pick(name);
		await this.waitForTab(name);
	}

	/** Sets the cursor to the start of a line. @param line 1 is the first */
	async goToLine(line: number): Promise<void> {
		await this.focus();
		await this.#page.keyboard.press("Control+G");
		await this.#quickInput.type(`:${line}`);
		await this.#quickInput.accept();
		await this.#quickInput.root.waitFor({ state: "hidden" });
		await this.focus();
	}

	/** Selects whole lines, both included. @param first 1 is the file's first */
	async selectLines(first: number, last: number): Promise<void> {
		const { keyboard } = this.#page;
		await this.goToLine(first);
		await keyboard.press("Control+K");
		await keyboard.press("Control+B"); // set the selection's anchor
		await this.goToLine(last);
		await keyboard.press("End");
		await keyboard.press("Control+K");
		await keyboard.press("Control+K"); // select from the anchor to here
		await this.#page.locator("#status\\.editor\\.selection", { hasText: "selected" }).waitFor();
	}

	/** Selects each line of the file separately. */
	async selectEachLine(): Promise<void> {
		await this.selectAll();
		await this.#page.keyboard.press("Shift+Alt+I"); // a cursor at the end of each line
		await this.#page.keyboard.press("Shift+Home");
		await this.#page.locator("#status\\.editor\\.selection", { hasText: "selections" }).waitFor();
	}

	async selectAll(): Promise<void> {
		await this.focus();
		await this.#page.keyboard.press("Control+A");
	}

	/** Types at the cursor, key by key. */
	async type(text: string): Promise<void> {
		await this.focus();
		await this.#page.keyboard.type(text);
	}

	async save(): Promise<void> {
		await this.focus();
		await this.#page.keyboard.press("Control+S");
		await this.#page.locator(".tab.active:not(.dirty)").waitFor();
	}

	/** Opens the context menu at the cursor, which keeps the selection, and chooses an item. */
	async contextMenu(item: string | RegExp): Promise<void> {
		await this.focus();
		await this.#page.keyboard.press("Shift+F10");
		await chooseFromMenu(this.#page, item);
	}

	/** Clicks one of the icons at the right of the tabs. @param title its tooltip, without a key binding */
	async titleAction(title: string): Promise<void> {
		await this.#page
			.locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${title}"]`)
			.click();
	}

	/** The CodeLens with this text. */
	lens(text: string): Locator {
		return this.#page
			.locator(".editor-group-container.active .codelens-decoration a")
			.filter({ hasText: exactly(text) });
	}

	/** Waits until one of the visible lines is this. */
	async waitForLine(text: string): Promise<void> {
		await this.#lines.getByText(text, { exact: true }).waitFor();
	}

	/** The visible lines from top to bottom. */
	async visibleLines(): Promise<string[]> {
		const lines = await this.#lines.evaluateAll((elements) =>
			elements.map((element) => ({
				top: Number.parseFloat((element as unknown as { style: { top: string } }).style.top),
				text: (element.textContent ?? "").replaceAll("\u00a0", " "),
			})),
		);
		return lines.sort((a, b) => a.top - b.top).map((line) => line.text);
	}

	/** Names of the open editors, panels such as the dashboard included. */
	async tabs(): Promise<string[]> {
		return await this.#page.locator(".tabs-container .tab .monaco-icon-label-container").allTextContents();
	}

	/** Waits until this editor is the active one. */
	async waitForTab(name: string): Promise<void> {
		await this.#page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
		await this.#lines.first().waitFor();
	}

	/** The completions at the cursor; there may be none while the language server is still starting. */
	async suggestions(): Promise<string[]> {
		await this.focus();
		await this.#page.keyboard.press("Control+Space");
		await this.#page.locator(".suggest-widget.visible").waitFor();
		const texts = await this.#page.locator(".suggest-widget.visible .monaco-list-row .label-name").allTextContents();
		await this.#page.keyboard.press("Escape");
		return texts;
	}

	/** Waits until at least `count` problems are underlined. */
	async waitForProblems(count: number): Promise<void> {
		const marks = this.#page.locator(
			".editor-group-container.active .squiggly-error, .editor-group-container.active .squiggly-warning",
		);
		await marks.nth(count - 1).waitFor();
	}

	async focus(): Promise<void> {
		await this.#page.keyboard.press("Control+1");
		await this.#page.locator(".editor-instance .monaco-editor.focused").waitFor();
	}

	get #lines(): Locator {
		return this.#page.locator(".editor-group-container.active .editor-instance .view-line");
	}
}
