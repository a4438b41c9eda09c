import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { PassingSpool } from "../../../src/job/plan/items/spools.ts";
import { command } from "../../../src/sources/command.ts";
import { lines } from "../../../src/sources/lines.ts";
import { StandardInput } from "../../../src/sources/reading/spool.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from a command", () => {
	const folder = new TrialFolder();
	const spool = new PassingSpool();
	after(async () => {
		folder.remove();
		await spool.dispose();
	});
	const open = (settings: unknown) => folder.openWith({ spool }, command, settings);
	const values = async (settings: unknown) => (await itemsOf(await open(settings))).map(({ value }) => value);

	it("are the lines that it prints, in the job's folder or another one", async () => {
		mkdirSync(join(folder.path, "below"));
		folder.write("a b.txt", "");
		folder.write("below/c.txt", "");
		assert.deepEqual(await values(["ls"]), ["a b.txt", "below"]);
		assert.deepEqual(await values({ run: "ls | sort -r", cwd: "below" }), ["c.txt"]);
		assert.deepEqual(await values({ run: ["printenv", "GREETING"], env: { GREETING: "hi" } }), ["hi"]);
		assert.equal((await open(["ls"])).summary, "2 lines of the output of `ls`");
	});

	it("are told where it has complained although it succeeded", async () => {
		const source = await open("echo one; echo 'two is missing' >&2");
		assert.deepEqual(source.notes, [
			"`echo one; echo 'two is missing' >&2` has also written on its standard error: two is missing",
		]);
	});

	it("are waited for with a word where the program takes long", async () => {
		const told: string[] = [];
		const info = (message: string) => {
			told.push(message);
			folder.write("told", "");
		};
		const log = { info, warn: info, error: info };
		// It ends when that was told, or with an error.
		const run = [
			"sh",
			"-c",
			"n=0; until [ -e told ]; do n=$((n + 1)); [ $n -lt 100 ] || exit 1; sleep 0.1; done; echo a",
		];
		await itemsOf(await folder.openWith({ spool, log }, command, { run: ["echo", "quick"] }));
		await itemsOf(await folder.openWith({ spool, log }, command, run));
		assert.equal(told.length, 1);
		assert.match(told[0] ?? "", /^Waiting for `sh -c .*`, which lists the items\.$/);
	});

	it("are none of those of a program that fails, is ended, or is not there", async () => {
		await assert.rejects(open("echo a; echo no >&2; echo disk >&2; exit 4"), {
			message: "`echo a; echo no >&2; echo disk >&2; exit 4` exited with 4: no | disk",
		});
		await assert.rejects(open({ run: "kill -9 $$" }), { message: "`kill -9 $$` was ended by SIGKILL.", path: ["run"] });
		await assert.rejects(open(["nothing-like-it"]), {
			message: 'The program "nothing-like-it" is not installed.',
			path: [0],
		});
		await assert.rejects(open({ run: ["./a b.txt"] }), { message: "./a b.txt may not be executed.", path: ["run", 0] });
		await assert.rejects(open({ run: ["ls"], cwd: "nowhere" }), {
			message: /There is no folder .*nowhere/,
			path: ["cwd"],
		});
	});

	it("are found without the secrets of our own environment", async () => {
		process.env.BATCHLINE_SECRET_TRIAL = "s3cr3t";
		try {
			assert.deepEqual(await values('echo "${BATCHLINE_SECRET_TRIAL:-none}"'), ["none"]);
		} finally {
			delete process.env.BATCHLINE_SECRET_TRIAL;
		}
	});

	it("may have one letter each between NULs, which is no UTF-16", async () => {
		assert.deepEqual(await values({ run: "printf 'a\\0b\\0\\0c'", split: "nul" }), ["a", "b", "c"]);
		const [bad] = await itemsOf(await open({ run: "printf '\\377\\0'", split: "nul" }));
		assert.equal(bad?.problem, "The text that begins in line 1 is not valid UTF-8.");
	});
});

describe("items from standard input", () => {
	const folder = new TrialFolder();
	const spool = new PassingSpool();
	after(async () => {
		folder.remove();
		await spool.dispose();
	});
	async function* blocks() {
		yield Buffer.from("PK\x03\x04");
	}

	it("are refused where it is a terminal, is read twice, or does not exist", async () => {
		const open = (standardInput: StandardInput | undefined, settings: unknown) =>
			folder.openWith({ spool, standardInput }, lines, settings);
		await assert.rejects(open(new StandardInput(true, blocks), "-"), /Standard input is a terminal/);
		await assert.rejects(open(undefined, { path: "-" }), { message: /only the command line has one/, path: ["path"] });
		await assert.rejects(open(new StandardInput(false, blocks), ["-", "-"]), /can be read only once|is a zip/);
	});

	it("are called by that name when they are no text", async () => {
		const context = { spool, standardInput: new StandardInput(false, blocks) };
		await assert.rejects(folder.openWith(context, lines, "-"), {
			message: "Standard input is a zip archive, no text.",
		});
	});
});
