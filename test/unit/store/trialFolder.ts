import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives each test of the suite it is called in a folder of its own, removed afterwards. */
export function trialFolder(): () => string {
	let folder = "";
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "batchline-store-"));
	});
	afterEach(() => rmSync(folder, { recursive: true, force: true }));
	return () => folder;
}
