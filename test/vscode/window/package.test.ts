import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { glob } from "tinyglobby";
import { repository } from "../../host/repository.ts";
import { Window } from "../../host/window.ts";

const vsix = join(repository, "dist/batchline.vsix");
const maxBytes = 1_000_000;
/** The package's files, some of which vsce renames. */
const shipped = [
	"LICENSE.txt",
	"changelog.md",
	"dist/THIRD-PARTY-NOTICES.txt",
	"dist/dashboard.css",
	"dist/dashboard.js",
	"dist/extension.cjs",
	"dist/moduleThread.cjs",
	"dist/piscinaWorker.cjs",
	"dist/programServer.cjs",
	"dist/regexThread.cjs",
	"dist/rowThread.cjs",
	"dist/storeThread.cjs",
	"media/batch.schema.json",
	"media/batch.svg",
	"media/dashboard.css",
	"media/dashboard.svg",
	"media/icon.png",
	"package.json",
	"readme.md",
];

describe("the package", () => {
	it("is small, holds what it needs and nothing else, and runs a job where it is installed", async () => {
		await promisify(execFile)("npm", ["run", "package"], { cwd: repository });
		const { size } = await stat(vsix);
		assert.ok(size < maxBytes, `The package has ${size} bytes.`);

		const window = await Window.open({ extension: vsix, allBuiltIn: true });
		const files = await glob("*/**", { cwd: window.extensionsFolder, ignore: "*/.*" });
		const names = files.map((path) => path.slice(path.indexOf("/") + 1));
		// The names of the extension's chunks contain a hash of their content.
		const isPiece = (name: string) => /^dist\/extension-\w+-[A-Z0-9]{8}\.cjs$/.test(name);
		assert.ok(names.some(isPiece));
		assert.deepEqual(names.filter((name) => !isPiece(name)).sort(), shipped);
		await window.editor.openFile("headings.batch.json");
		await window.editor.titleAction("Run Job…");
		const notice = await window.notifications.find(/^Headings is done: 3 of 4 items succeeded, 1 failed/);
		await notice.press("Open Report");
		await window.webview().getByRole("heading", { name: "Headings" }).waitFor();
		await window.screenshot("report");
	});
});
