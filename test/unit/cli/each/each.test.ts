import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { EachTrial } from "./eachTrial.ts";

const randomBytes = (count: number) => Uint8Array.from({ length: count }, () => Math.floor(Math.random() * 256));
const numbers = (count: number) => Array.from({ length: count }, (_, at) => String(at + 1));

describe("batchline each", () => {
	let trial: EachTrial;
	beforeEach(() => {
		trial = new EachTrial();
	});
	afterEach(() => trial.dispose());

	it("writes what each program writes, and nothing else, in the order of items with -k", async () => {
		trial.input = numbers(100)
			.map((number) => `${number}\n`)
			.join("");
		const many = await trial.each("-j", "8", "-k", "--", "echo", "{}");
		assert.deepEqual([many.code, many.stdout, many.stderr], [0, trial.input, ""]);
		// The first ends last.
		const late =
			'if [ "$0" = 1 ]; then while ! [ -e "$PWD/last" ]; do sleep 0.01; done; fi; [ "$0" = 12 ] && touch last; echo "$0"';
		const { code, stdout, stderr } = await trial.each("-kj", "4", "sh", "-c", late, ":::", ...numbers(12));
		assert.deepEqual(
			[code, stdout, stderr],
			[
				0,
				numbers(12)
					.map((number) => `${number}\n`)
					.join(""),
				"",
			],
		);
	});

	it("passes bytes that are no text, and more of them than results keep, as they are", async () => {
		const contents = [3_000_000, 100, 0, 700_000].map(randomBytes);
		for (const [at, content] of contents.entries()) trial.write(`${at}.bin`, content);
		const { code, bytes } = await trial.each("-k", "cat", ":::", "0.bin", "1.bin", "2.bin", "3.bin");
		assert.equal(code, 0);
		assert.ok(bytes.equals(Buffer.concat(contents)));
		const [run = ""] = readdirSync(".batchline/runs");
		assert.ok(!existsSync(`.batchline/runs/${run}/written`));
	});

	it("passes what a failed item has written, too, and says at the end why items failed", async () => {
		const { code, stdout, stderr } = await trial.each("-k", "echo out {}; echo err {} >&2; exit {}", ":::", "0", "3");
		assert.equal(code, 1);
		assert.equal(stdout, "out 0\nout 3\n");
		assert.match(stderr, /^err 0\nerr 3\n/);
		assert.match(stderr, /1 of 2 items succeeded, 1 failed/);
		assert.match(stderr, /exited with 3/);
	});

	it("writes the output of an item's last attempt only", async () => {
		const line = 'echo {}; echo x >> tries; [ "$(wc -l < tries)" -ge 3 ]';
		const { code, stdout } = await trial.each("--retries", "3", line, ":::", "a");
		assert.deepEqual([code, stdout], [0, "a\n"]);
	});

	it("takes several items a call, and as few only at the end", async () => {
		const { stdout } = await trial.each("-k", "-n", "3", "echo", ":::", ...numbers(8));
		assert.equal(stdout, "1 2 3\n4 5 6\n7 8\n");
		const dry = await trial.each("--dry-run", "-n", "3", "echo", "{2}-{1}", ":::", ...numbers(4));
		assert.equal(dry.stdout, "echo 2-1\necho -4\n");
	});

	it("combines lists of values, and links them", async () => {
		const lists = [":::", "a", "b", ":::+", "x", "y", ":::", "1", "2"];
		const { stdout } = await trial.each("-k", "--tag", "echo", "{3}{1}{2}", ...lists);
		assert.equal(stdout, "a x 1\t1ax\na x 2\t2ax\nb y 1\t1by\nb y 2\t2by\n");
	});

	it("fills in columns of a table, and leaves other braces alone", async () => {
		trial.write("people.csv", "id,first name\n7,Ann\n8,Bo; echo pwned\n");
		const { stdout } = await trial.each("-k", "--csv", "people.csv", "echo", "{first name}:{id}", "{ print }");
		assert.equal(stdout, "Ann:7 { print }\nBo; echo pwned:8 { print }\n");
		const plain = await trial.each("awk", "BEGIN {print 1}", ":::", "/dev/null");
		assert.equal(plain.stdout, "1\n");
	});

	it("goes on where the same command line was, and runs a done one again", async () => {
		const fatal = ["-kj1", "echo {}; [ {} != 2 ] || [ -e there ] || no-such-program", ":::", "1", "2", "3"];
		const halted = await trial.each(...fatal);
		assert.deepEqual([halted.code, halted.stdout], [3, "1\n2\n"]);
		assert.match(halted.stderr, /^Resume +.* each -kj1 -- 'echo \{\};.*' ::: 1 2 3$/m);
		trial.write("there", "");
		// How many work at once makes no other job of it.
		const resumed = await trial.each(...fatal.with(0, "-kj2"));
		assert.deepEqual([resumed.code, resumed.stdout.split("\n").sort()], [0, ["", "2", "3"]]);
		assert.match(resumed.stderr, /goes on where it was; --fresh/);
		assert.equal((await trial.each(...fatal)).stdout, "1\n2\n3\n");
	});

	it("takes lines of standard input, and goes on only with the same ones", async () => {
		trial.input = "1\n2\n3\n";
		const line = ["-kj1", "echo {}; [ {} != 2 ] || [ -e there ] || no-such-program"];
		assert.equal((await trial.each(...line)).code, 3);
		trial.input = "1\n2\n4\n";
		const other = await trial.each(...line);
		assert.equal(other.code, 2);
		assert.match(other.stderr, /had another standard input/);
		trial.input = "1\n2\n3\n";
		trial.write("there", "");
		// What had halted the run is tried again, and belongs to no order any more.
		const resumed = await trial.each(...line);
		assert.deepEqual(resumed.stdout.split("\n").sort(), ["", "2", "3"]);
	});

	it("writes a job file that runs, and overwrites none", async () => {
		const saved = await trial.each("--save", "greet.batch.json", "-n", "2", "--csv", "p.csv", "echo", "{}");
		assert.deepEqual([saved.code, saved.stdout], [0, ""]);
		const job = JSON.parse(trial.read("greet.batch.json"));
		assert.deepEqual(job.run, { command: { run: ["echo", "{{ batch.items }}"], per: "batch" } });
		trial.write("p.csv", "a\n1\n2\n");
		assert.equal((await trial.run("run", "greet.batch.json")).code, 0);
		const again = await trial.each("--save", "greet.batch.json", "true");
		assert.equal(again.code, 2);
		assert.match(again.stderr, /exists already/);
	});

	it("refuses what cannot be meant", async () => {
		for (const [args, message] of [
			[["--lines", "a", "echo", ":::", "b"], /from ::: or from --lines/],
			[["echo {%}", ":::", "b"], /\{%\}/],
			[["-n", "2", "echo", "x{}", ":::", "b"], /word of its own/],
			[[":::", "a"], /There is no command/],
			[["echo", "{3}", ":::", "a", ":::", "b"], /only 2 lists/],
			[["--rate", "fast", "echo", ":::", "a"], /10\/s/],
		] as const) {
			const { code, stderr } = await trial.each(...args);
			assert.equal(code, 2, stderr);
			assert.match(stderr, message);
			assert.ok(!existsSync(".batchline"));
		}
	});
});
