import type { FrameLocator, Locator } from "playwright-core";
import type { Window } from "../../host/window.ts";

/** The visible dashboard, as a user reads it. */
export class DashboardPage {
	readonly #page: FrameLocator;

	constructor(window: Window) {
		this.#page = window.webview();
	}

	/** The name of its run. */
	get heading(): Locator {
		return this.#page.getByRole("heading", { level: 1 });
	}

	/** Waits until the run is in this state. */
	async waitForState(state: string): Promise<void> {
		await this.#page.locator(".state").getByText(state, { exact: true }).waitFor();
	}

	/** Waits until the progress is this. @param percentage as in "42%", or a pattern */
	async waitForProgress(percentage: string | RegExp): Promise<void> {
		await this.#page.locator(".percent").getByText(percentage, { exact: true }).waitFor();
	}

	/** Waits until at least `count` errors are listed. @returns outcome, category, error and number of items of each */
	async errors(count: number): Promise<string[]> {
		const rows = this.#page.locator("tbody tr");
		await rows.nth(count - 1).waitFor();
		const texts = async (row: Locator) => (await row.locator("td:not(.actions)").allTextContents()).join(" | ");
		return await Promise.all((await rows.all()).map(texts));
	}

	/** Waits for a table of the summary. @returns its rows */
	async summary(title: string): Promise<string[]> {
		const rows = this.#page.getByRole("table", { name: title, exact: true }).locator("tbody tr");
		await rows.first().waitFor();
		return Promise.all(
			(await rows.all()).map(async (row) => (await row.locator("th, td").allTextContents()).join(" | ")),
		);
	}

	/** Waits for an alert. @returns its text */
	async alert(): Promise<string> {
		return await this.#page.locator(".alerts p").innerText();
	}

	/** A number by its name, as in "Succeeded". */
	async fact(name: string): Promise<string> {
		return await this.#page.locator(".fact").filter({ hasText: name }).locator("dd").innerText();
	}

	button(name: string): Locator {
		return this.#page.getByRole("group", { name: "Run" }).getByRole("button", { name, exact: true });
	}

	/** The button beside what the run waits for. */
	get tryNow(): Locator {
		return this.#page.getByRole("button", { name: "Try Now", exact: true });
	}

	/** Waits until a search for results says this. */
	async waitForFound(text: string): Promise<void> {
		await this.#page.locator(".found").getByText(text, { exact: true }).waitFor();
	}

	get results(): Locator {
		return this.#page.getByRole("grid", { name: "Results" });
	}

	/** The rows of results in view, from the top. @returns the texts of each one's cells */
	async resultRows(): Promise<string[]> {
		const rows = await this.results.locator(".layer .row").all();
		const texts = await Promise.all(
			rows.map(async (row) => ({
				at: Number(await row.getAttribute("aria-rowindex")),
				text: (await row.getByRole("gridcell").allTextContents()).slice(0, 5).join(" | "),
			})),
		);
		return texts.sort((a, b) => a.at - b.at).map(({ text }) => text);
	}

	/** What is looked for among the results. */
	filter(name: "Outcome" | "Category of the error" | "Find in key, value, result and error"): Locator {
		return this.#page.getByLabel(name, { exact: true });
	}

	/** All that is known of the chosen result. */
	get detail(): Locator {
		return this.#page.locator(".detail");
	}

	/** Presses a button of an error's row. */
	async act(error: RegExp, action: "Retry" | "Skip"): Promise<void> {
		const row = this.#page.getByRole("row").filter({ hasText: error });
		await row.getByRole("button", { name: action }).click();
	}
}
