import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { files } from "../../../src/sources/files.ts";
import { TrialFolder } from "./trialFolder.ts";

describe("files that cannot be items", () => {
	const folder = new TrialFolder();
	after(() => folder.remove());

	it("are told if their names are not UTF-8, or they are pipes", async function () {
		if (process.platform !== "linux") this.skip();
		folder.write("old/a.txt", "");
		writeFileSync(
			Buffer.concat([Buffer.from(join(folder.path, "old/")), Buffer.from("gr\xfc\xdfe.txt", "latin1")]),
			"",
		);
		execFileSync("mkfifo", [join(folder.path, "old/pipe.txt")]);
		const source = await folder.open(files, "old/**/*.txt");
		assert.deepEqual(source.total(), { count: 1, exact: true });
		assert.deepEqual(source.notes, [
			"1 path was left out, as its name is not UTF-8: old/gr\ufffd\ufffde.txt. Rename them to take them.",
			"1 path was left out, as it is no regular file: old/pipe.txt.",
		]);
	});

	it("are named as the reason where an exclude leaves out all that match", async () => {
		for (const name of ["all/a.log", "all/b.log", "all/.c.log"]) folder.write(name, "");
		const whyEmpty = async (glob: string) => (await folder.open(files, { glob, exclude: "all/**" })).whyEmpty?.message;
		assert.equal(await whyEmpty("all/*.log"), 'All 2 files that match are left out by "exclude".');
		assert.equal(await whyEmpty("all/a.*"), 'The only file that matches is left out by "exclude".');
		assert.match((await whyEmpty("all/*.txt")) ?? "", /^No file matches/);
	});
});
