import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { launchChromium } from "./chromium.ts";
import { npmVscode } from "./npmVscode.ts";
import { outFolder } from "./repository.ts";
import { VscodeServer } from "./server.ts";
import { TemporaryFolder } from "./temporaryFolder.ts";
import { Dialog } from "./ui/dialog.ts";
import { Editor } from "./ui/editor.ts";
import { Notifications } from "./ui/notifications.ts";
import { QuickInput } from "./ui/quickInput.ts";
import { StatusBar } from "./ui/statusBar.ts";
import { TreeView } from "./ui/treeView.ts";
import { layOut, type WindowOptions } from "./windowOptions.ts";
import { type Theme, themes } from "./windowSettings.ts";
import { workbenchNoise } from "./workbenchNoise.ts";
import { workbenchUrl } from "./workbenchUrl.ts";

/** Longer than anything in a window should take, shorter than a test may: the message then says what was waited for. */
const waitLimitMs = 90_000;

const screenshots = join(outFolder, "screenshots");

interface PictureOptions {
	/** Where it lies it may bring up a hover, so that it is moved away unless it is to stay. */
	readonly pointer?: "away" | "stays";
	/** Default: out/screenshots. */
	readonly folder?: string;
	/** How much of the window, from the top; default: all of it. */
	readonly height?: number;
}

type Folders = Pick<Window, "workspace" | "dataFolder" | "extensionsFolder">;

/** A VS Code window with a server, a browser and settings of its own, to be driven as a person drives one. */
export class Window {
	/** All that are open, for the hooks that picture what a test failed at and close what it left open. */
	static readonly all: ReadonlySet<Window> = new Set();

	/** Playwright's, for what is not named here. */
	readonly page: Page;
	/** Path of the copied workspace that is open. */
	readonly workspace: string;
	/** Where the server keeps what this window leaves on the disk: logs, settings, extensions' storage. */
	readonly dataFolder: string;
	/** Where the extension is installed. */
	readonly extensionsFolder: string;
	readonly quickInput: QuickInput;
	readonly editor: Editor;
	readonly statusBar: StatusBar;
	readonly notifications: Notifications;
	readonly dialog: Dialog;
	/** What the window and its extension host have logged, one line each. */
	readonly log: readonly string[];
	readonly #resources: AsyncDisposable;

	private constructor(page: Page, folders: Folders, log: readonly string[], resources: AsyncDisposable) {
		this.page = page;
		this.workspace = folders.workspace;
		this.dataFolder = folders.dataFolder;
		this.extensionsFolder = folders.extensionsFolder;
		this.log = log;
		this.#resources = resources;
		this.quickInput = new QuickInput(page);
		this.editor = new Editor(page, this.quickInput);
		this.statusBar = new StatusBar(page);
		this.notifications = new Notifications(page);
		this.dialog = new Dialog(page);
	}

	/** Opens one; about 4 s. In a test it is closed by the hooks, elsewhere by the caller. */
	static async open(options: WindowOptions = {}): Promise<Window> {
		const vscode = await npmVscode();
		await using resources = new AsyncDisposableStack();
		const laidOut = await layOut(resources.use(new TemporaryFolder()).path, vscode, options);
		const server = resources.use(await VscodeServer.start(vscode, laidOut));
		const browser = resources.use(await launchChromium(vscode.chromium));
		const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
		await context.grantPermissions(["clipboard-read", "clipboard-write"]);
		const page = await context.newPage();
		page.setDefaultTimeout(waitLimitMs);
		const log: string[] = [];
		page.on("console", (message) => workbenchNoise.test(message.text()) || log.push(message.text()));
		await page.goto(workbenchUrl({ ...laidOut, port: server.port }));
		const window = new Window(page, laidOut, log, resources.move());
		(Window.all as Set<Window>).add(window); // before the wait, so that the hooks see one that never comes up
		await window.#restored();
		return window;
	}

	/** Runs a command through the palette. @param title as the palette shows it, as in "Batch: Run Job…" */
	async command(title: string): Promise<void> {
		await this.quickInput.command(title);
	}

	/** Shows a view container by its name in the activity bar. */
	async openContainer(name: string): Promise<void> {
		const item = this.#container(name);
		if ((await item.getAttribute("aria-expanded")) !== "true") await item.click();
		await this.page.locator(".sidebar .pane").first().waitFor();
	}

	/** The number on a view container's icon; empty when there is none. */
	async badge(container: string): Promise<string> {
		return (await this.#container(container).locator(".badge-content").innerText()).trim();
	}

	/** A view of the container that is open. */
	view(name: string): TreeView {
		return new TreeView(this.page, name);
	}

	/** The document of the webview in sight. */
	webview(): FrameLocator {
		return this.page.frameLocator("iframe.webview.ready:visible").frameLocator("#active-frame");
	}

	/** Waits until something was copied. */
	async clipboard(): Promise<string> {
		const text = await this.page.waitForFunction<string, undefined>("navigator.clipboard.readText()", undefined);
		return await text.jsonValue();
	}

	/** Changes the colour theme, through the palette. */
	async setTheme(theme: Theme): Promise<void> {
		await this.command("Preferences: Color Theme");
		await this.quickInput.pick(themes[theme].name);
		await this.page.locator(`.monaco-workbench.${themes[theme].cssClass}`).waitFor();
	}

	/** "Developer: Reload Window": the extension host is started anew, the workspace and its storage stay. */
	async reload(): Promise<void> {
		const loaded = this.page.waitForEvent("load");
		await this.command("Developer: Reload Window");
		await loaded;
		await this.#restored();
	}

	async trustWorkspace(): Promise<void> {
		await this.command("Workspaces: Manage Workspace Trust");
		await this.pressTrust();
	}

	/** Presses the button of "Manage Workspace Trust", which is open or about to. */
	async pressTrust(): Promise<void> {
		await this.#trustEditor.getByRole("button", { name: "Trust", exact: true }).click();
		await this.page.locator("#status\\.workspaceTrust").waitFor({ state: "detached" });
		await this.page.locator('.modal-editor-part .action-label[aria-label^="Close Modal Editor"]').click();
		await this.#trustEditor.waitFor({ state: "detached" });
	}

	/** Takes the trust back that the workspace was given; VS Code then reloads the window by itself. */
	async distrustWorkspace(): Promise<void> {
		await this.command("Workspaces: Manage Workspace Trust");
		const folder = this.#trustEditor.locator(".monaco-list-row").first();
		const loaded = this.page.waitForEvent("load");
		await folder.hover();
		await folder.getByRole("button", { name: "Delete Path" }).click();
		await loaded;
		await this.#restored();
	}

	/** Writes NAME.png. @returns its path */
	async screenshot(
		name: string,
		{ pointer = "away", folder = screenshots, height }: PictureOptions = {},
	): Promise<string> {
		if (pointer === "away") {
			await this.page.mouse.move(0, 0);
			// A picture with a hover is better than none.
			const hover = this.page.locator(".monaco-hover:visible").first();
			await hover.waitFor({ state: "hidden", timeout: 2_000 }).catch(() => undefined);
		}
		await mkdir(folder, { recursive: true });
		const path = join(folder, `${name}.png`);
		const { width = 0 } = this.page.viewportSize() ?? {};
		await this.page.screenshot({ path, ...(height === undefined ? {} : { clip: { x: 0, y: 0, width, height } }) });
		return path;
	}

	/** Closes the window and ends everything that it was made of. */
	async dispose(): Promise<void> {
		(Window.all as Set<Window>).delete(this);
		await this.#resources[Symbol.asyncDispose]();
	}

	async [Symbol.asyncDispose](): Promise<void> {
		await this.dispose();
	}

	get #trustEditor(): Locator {
		return this.page.locator(".workspace-trust-editor");
	}

	#container(name: string) {
		const label = `.action-label[aria-label="${name}"], .action-label[aria-label^="${name} - "], .action-label[aria-label^="${name} ("]`;
		return this.page.locator(".activitybar .action-item").filter({ has: this.page.locator(label) });
	}

	async #restored(): Promise<void> {
		await this.page.locator('.monaco-workbench[class*="vscode-theme-"]').waitFor();
		// Before these marks the palette does not know the extension's commands.
		for (const mark of ["code/didStartWorkbench", "code/didLoadExtensions"])
			await this.page.waitForFunction(`performance.getEntriesByName("${mark}").length > 0`);
	}
}
