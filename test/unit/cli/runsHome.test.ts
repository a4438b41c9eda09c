import assert from "node:assert/strict";
import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runsHome } from "../../../src/cli/places/runsHome.ts";
import { shellWord } from "../../../src/cli/terminal/shellWord.ts";

describe("Where runs are kept", () => {
	let root: string;
	beforeEach(() => {
		root = mkdtempSync(join(tmpdir(), "batchline-place-"));
		mkdirSync(join(root, "repository/jobs/deep"), { recursive: true });
	});
	afterEach(() => rmSync(root, { recursive: true }));
	const at = (...path: string[]) => join(root, ...path);

	it("is beside the job, where nothing says otherwise", () => {
		const { runsFolder } = runsHome({}, at("repository/jobs"));
		assert.equal(runsFolder, at("repository/jobs/.batchline/runs"));
	});

	it("is in the repository's own folder, wherever in it the job or the user is", () => {
		mkdirSync(at("repository/.git"));
		for (const start of ["repository", "repository/jobs", "repository/jobs/deep"]) {
			assert.equal(runsHome({}, at(start)).runsFolder, at("repository/.batchline/runs"));
		}
	});

	it("is where runs are already, if that is nearer", () => {
		mkdirSync(at("repository/.git"));
		mkdirSync(at("repository/jobs/.batchline"));
		assert.equal(runsHome({}, at("repository/jobs/deep")).runsFolder, at("repository/jobs/.batchline/runs"));
	});

	it("is not in another user's folder, nor found through one", function () {
		// Only root can give a folder away.
		if (process.getuid?.() !== 0) return this.skip();
		mkdirSync(at("repository/jobs/.batchline"));
		chownSync(at("repository/jobs/.batchline"), 4711, 4711);
		assert.equal(runsHome({}, at("repository/jobs/deep")).runsFolder, at("repository/jobs/deep/.batchline/runs"));
		assert.throws(() => runsHome({}, at("repository/jobs")), {
			name: "UsageError",
			message: /belongs to another user/,
		});
		const stateDir = at("repository/jobs/.batchline");
		assert.equal(runsHome({ stateDir }, at("repository/jobs")).runsFolder, join(stateDir, "runs"));
	});

	it("comes as an option to copy where a command would not find them", () => {
		assert.equal(runsHome({}, process.cwd()).option, "");
		assert.equal(runsHome({}, at("repository")).option, ` --state-dir ${shellWord(at("repository/.batchline"))}`);
		assert.equal(runsHome({ stateDir: "my runs" }, at("repository")).option, ` --state-dir ${shellWord("my runs")}`);
	});
});

describe("A word of a command line", () => {
	it("is quoted where the shell would read something into it", () => {
		assert.equal(shellWord("jobs/posts.batch.json", "linux"), "jobs/posts.batch.json");
		assert.equal(shellWord("my jobs/it's.json", "linux"), String.raw`'my jobs/it'\''s.json'`);
		assert.equal(shellWord("$(touch x)", "linux"), "'$(touch x)'");
		assert.equal(shellWord(String.raw`C:\jobs\posts.json`, "win32"), String.raw`C:\jobs\posts.json`);
		assert.equal(shellWord(String.raw`C:\my jobs\posts.json`, "win32"), String.raw`"C:\my jobs\posts.json"`);
	});
});
