import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Window } from "../../host/window.ts";

describe("a window", () => {
	it("opens a copy of the workspace, edits it and shows it light and dark", async () => {
		const window = await Window.open();
		await window.editor.openFile("posts.csv");
		await window.editor.selectLines(2, 201);
		assert.match(await window.statusBar.text(/selected/), /^Ln 201, .*selected/);
		await window.editor.goToLine(1);
		await window.editor.type("# typed\n");
		await window.editor.save();
		assert.match(await readFile(join(window.workspace, "posts.csv"), "utf8"), /^# typed\nslug,title,body\n/);
		await window.setTheme("light");
		await window.setTheme("dark");
	});

	it("starts in Restricted Mode and trusts the workspace on request", async () => {
		const window = await Window.open({ trusted: false });
		await window.statusBar.item(/Restricted Mode/).waitFor();
		await window.trustWorkspace();
		assert.equal(await window.statusBar.item(/Restricted Mode/).count(), 0);
	});
});
