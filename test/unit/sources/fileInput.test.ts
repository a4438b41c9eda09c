import assert from "node:assert/strict";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "../../../src/base/settingsError.ts";
import { csv } from "../../../src/sources/csv.ts";
import { json } from "../../../src/sources/json.ts";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { lines } from "../../../src/sources/lines.ts";
import { TrialFolder } from "./trialFolder.ts";

describe("a file to read items from", () => {
	const folder = new TrialFolder();
	before(() => {
		folder.write("posts.csv", "a\n1\n");
		mkdirSync(join(folder.path, "data"));
	});
	after(() => folder.remove());

	for (const kind of [lines, csv, json, jsonl]) {
		it(`is named with its absolute path where it is missing (${kind.name})`, async () => {
			await assert.rejects(folder.open(kind, "post.csv"), (error) => {
				assert.ok(error instanceof SettingsError);
				assert.equal(error.message, `There is no file ${join(folder.path, "post.csv")}.`);
				assert.equal(error.suggestion, 'Did you mean "posts.csv"?');
				assert.deepEqual(error.path, []);
				return true;
			});
		});
	}

	it("is pointed at where the settings name it", async () => {
		await assert.rejects(folder.open(jsonl, ["posts.csv", "nothing.jsonl"]), { path: [1] });
		await assert.rejects(folder.open(csv, { path: ["nothing.csv"] }), { path: ["path", 0] });
	});

	it("is missing with its folder, or below a file", async () => {
		const base = folder.path;
		await assert.rejects(folder.open(lines, "dta/x.txt"), {
			message: `There is no file ${base}/dta/x.txt: ${base}/dta does not exist or is no folder.`,
			suggestion: 'Did you mean "data"?',
		});
		await assert.rejects(folder.open(lines, "posts.csv/x"), /There is no file/);
	});

	it("is no pattern", async () => {
		await assert.rejects(folder.open(lines, "logs-of-*.txt"), { suggestion: /Patterns are for "files"/ });
	});

	it("is no folder", async () => {
		await assert.rejects(folder.open(lines, "data"), {
			message: `${join(folder.path, "data")} is a folder; expected a file.`,
			suggestion: /"files"/,
		});
	});

	it("is UTF-8", async () => {
		folder.write("excel.txt", Buffer.from("\ufeffa,b\n", "utf16le"));
		await assert.rejects(folder.open(csv, "excel.txt"), { message: /is in UTF-16; expected UTF-8/ });
	});

	it("may be read", async function () {
		// The superuser may read everything.
		if (process.getuid?.() === 0 || process.platform === "win32") this.skip();
		chmodSync(folder.write("secret.txt", "a\n"), 0);
		await assert.rejects(folder.open(lines, "secret.txt"), { message: /secret\.txt may not be read \(EACCES\)\.$/ });
	});
});
