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

/** Longer than anything in a window should take, but less than a test may take: so the error says what is missing. */
const waitLimitMs = 90_000;

const screenshots = join(outFolder, "screenshots");

interface PictureOptions {
	/** The pointer may cause a hover, so it is moved away by default. */
	readonly pointer?: "away" | "stays";
	/** Default: out/screenshots. */
	readonly folder?: string;
	/** Height of the picture in pixels, from the top of the window. Default: all of it. */
	readonly height?: number;
}

type Folders = Pick<Window, "workspace" | "dataFolder" | "extensionsFolder">;

/** A VS Code window with its own server, browser and settings, which tests use as a user would. */
export class Window {
	/** All open windows, for the hooks that take a picture after a failed test and close what it left open. */
	static readonly all: ReadonlySet<Window> = new Set();

	/** Playwright's page, for what this class does not offer. */
	readonly page: Page;
	/** Path of the open workspace, which is a copy. */
	readonly workspace: string;
	/** What this window leaves on the disk: logs, settings, extensions' storage. */
	readonly dataFolder: string;
	/** Where the extension is installed. */
	readonly extensionsFolder: string;
	readonly quickInput: QuickInput;
	readonly editor: Editor;
	readonly statusBar: StatusBar;
	readonly notifications: Notifications;
	readonly dialog: Dialog;
	/** What the window and its extension host have logged, line by line. */
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

	/** Opens a window, in about 4 s. In a test the hooks close it; elsewhere the caller must. */
	static async open(options: WindowOptions = {}): Promise<Window> {
		const vscode = await npmVscode();
		await using resources = new AsyncDisposableStack();
		const laidOut = await layOut(resources.use(new TemporaryFolder()).path, vscode, options);
		const server = resources.use(await VscodeServer.start(vscode, laidOut));
		const browser = resources.use(await launchChromium(vscode.chromium));
		const context = await browser.newContext({ viewport: options.size ?? { width: 1280, height: 800 } });
		await context.grantPermissions(["clipboard-read", "clipboard-write"]);
		const url = workbenchUrl({ ...laidOut, port: server.port });
		return Window.#at(url, await context.newPage(), laidOut, resources.move());
	}

	/** A second window on the same folder, with an extension host of its own. It is gone with the first one. */
	async another(): Promise<Window> {
		await using resources = new AsyncDisposableStack();
		const page = await this.page.context().newPage();
		resources.defer(() => page.close());
		return Window.#at(this.page.url(), page, this, resources.move());
	}

	static async #at(url: string, page: Page, folders: Folders, resources: AsyncDisposable): Promise<Window> {
		page.setDefaultTimeout(waitLimitMs);
		const log: string[] = [];
		page.on("console", (message) => workbenchNoise.test(message.text()) || log.push(message.text()));
		const window = new Window(page, folders, log, resources);
		(Window.all as Set<Window>).add(window); // before the wait, so that the hooks see a window that does not start
		await page.goto(url);
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

	/** A view of the open container. */
	view(name: string): TreeView {
		return new TreeView(this.page, name);
	}

	/** The document of the visible webview. */
	webview(): FrameLocator {
		return this.page.frameLocator("iframe.webview.ready:visible").frameLocator("#active-frame");
	}

	/** Waits until the clipboard has a text. */
	async clipboard(): Promise<string> {
		const text = await this.page.waitForFunction<string, undefined>("navigator.clipboard.readText()", undefined);
		return await text.jsonValue();
	}

	/** Changes the color theme, through the palette. */
	async setTheme(theme: Theme): Promise<void> {
		await this.command("Preferences: Color Theme");
		await this.quickInput.pick(themes[theme].name);
		await this.page.locator(`.monaco-workbench.${themes[theme].cssClass}`).waitFor();
	}

	/** "Developer: Reload Window": restarts the extension host; the workspace and its storage stay. */
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

	/** Presses "Trust" in "Manage Workspace Trust", which is open or about to be. */
	async pressTrust(): Promise<void> {
		await this.#trustEditor.getByRole("button", { name: "Trust", exact: true }).click();
		await this.page.locator("#status\\.workspaceTrust").waitFor({ state: "detached" });
		await this.page.locator('.modal-editor-part .action-label[aria-label^="Close Modal Editor"]').click();
		await this.#trustEditor.waitFor({ state: "detached" });
	}

	/** Withdraws the trust in the workspace, upon which VS Code reloads the window. */
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
			// A picture with the hover is better than none.
			const hover = this.page.locator(".monaco-hover:visible").first();
			await hover.waitFor({ state: "hidden", timeout: 2_000 }).catch(() => undefined);
		}
		await mkdir(folder, { recursive: true });
		const path = join(folder, `${name}.png`);
		const { width = 0 } = this.page.viewportSize() ?? {};
		await this.page.screenshot({ path, ...(height === undefined ? {} : { clip: { x: 0, y: 0, width, height } }) });
		return path;
	}

	/** Closes the window, and ends its browser and server. */
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
		// The palette does not have the extension's commands before these marks.
		for (const mark of ["code/didStartWorkbench", "code/didLoadExtensions"])
			await this.page.waitForFunction(`performance.getEntriesByName("${mark}").length > 0`);
	}
}
