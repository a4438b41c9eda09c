import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import * as vscode from "vscode";

describe("the extension host", () => {
	it("has the Node and the SQLite that run folders are written with", () => {
		const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
		assert.ok(major > 22 || (major === 22 && minor >= 15), `expected Node 22.15 or newer, got ${process.version}`);
		const database = new DatabaseSync(":memory:");
		assert.equal(database.prepare("SELECT 1 + 1 AS two").get()?.two, 2);
		database.close();
	});

	it("has a copy of the fixture workspace open, and the extension under development", () => {
		assert.equal(vscode.workspace.workspaceFolders?.length, 1);
		assert.ok(vscode.workspace.isTrusted);
		assert.ok(vscode.extensions.getExtension("batchline.batchline"), "the extension is not there");
	});
});
