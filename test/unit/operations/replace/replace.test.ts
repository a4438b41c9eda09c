import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	linkSync,
	lstatSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { z } from "zod";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import type { Item } from "../../../../src/engine/index.ts";
import { tryOut } from "../../../../src/job/plan/preflight.ts";
import type { PreparedOperation } from "../../../../src/operations/operationKind.ts";
import replaceMatches from "../../../../src/operations/replace/regexThread.ts";
import { replaceOperation } from "../../../../src/operations/replace/replace.ts";
import { attemptAt } from "../trialAttempt.ts";

type Settings = z.input<typeof replaceOperation.schema>;

describe("the replace operation", () => {
	let folder: string;
	const operations: PreparedOperation[] = [];
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "batchline-replace-"));
	});
	afterEach(async () => {
		for (const operation of operations.splice(0)) await operation.dispose();
		rmSync(folder, { recursive: true });
	});

	const at = (name: string) => join(folder, name);
	const item = (name: string): Item => ({
		index: 0,
		key: name,
		value: name,
		location: { file: at(name), line: undefined },
		problem: undefined,
	});
	const prepare = async (settings: Settings): Promise<PreparedOperation> => {
		const operation = await replaceOperation.prepare(replaceOperation.schema.parse(settings), {
			baseFolder: folder,
			runId: "run-1",
			variables: { get: (name) => (name === "env:WORD" ? "a.c" : undefined), secrets: [] },
			concurrency: 4,
			log: { info: () => undefined, warn: () => undefined, error: () => undefined },
		});
		operations.push(operation);
		return operation;
	};

	/** Replaces in a file of that content; returns its content afterwards. */
	async function replaced(settings: Settings, content: string | Buffer): Promise<{ text: string; result: unknown }> {
		writeFileSync(at("file.txt"), content);
		const operation = await prepare(settings);
		const result = await operation.run(item("file.txt"), attemptAt("file.txt"));
		return { text: readFileSync(at("file.txt"), "utf8"), result };
	}

	it("replaces every match of a text, and says how many there were", async () => {
		const { text, result } = await replaced({ find: "http://", with: "https://" }, "a http://b\nhttp://c\n");
		assert.equal(text, "a https://b\nhttps://c\n");
		assert.deepEqual(result, { path: "file.txt", replacements: 2 });
	});

	it("replaces any text by any other, as splitting and joining would (line ends apart)", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: "binary" }).map((text) => text.toWellFormed().replaceAll(/[\0\r]/g, "0")),
				fc.constantFrom("a", "$&", ".*", "\\", "é"),
				fc.constantFrom("", "$1", "$$", "a", "\n"),
				async (text, find, put) => {
					const content = `${text}${find}${text}`;
					const { text: found } = await replaced({ find, with: put }, content);
					assert.equal(found, content.split(find).join(put));
				},
			),
			{ numRuns: 60 },
		);
	});

	it("takes a regular expression with its flags and groups", async () => {
		const { text, result } = await replaced({ regex: "v(\\d+)", with: "version $1" }, "v1 and v22");
		assert.equal(text, "version 1 and version 22");
		assert.deepEqual(result, { path: "file.txt", replacements: 2 });
		assert.equal((await replaced({ regex: "A", flags: "i", with: "" }, "aA")).text, "A");
	});

	it("fills in variables in a regular expression, too", async () => {
		assert.equal((await replaced({ regex: "${env:WORD}\\$${", with: "" }, "abc${x a.c")).text, "x a.c");
	});

	it("fills in templates, and takes a dollar in a value literally", async () => {
		writeFileSync(at("$1.txt"), "name: NAME");
		const operation = await prepare({ regex: "(NAME)", with: "{{ item }}" });
		await operation.run(item("$1.txt"), attemptAt("k"));
		assert.equal(readFileSync(at("$1.txt"), "utf8"), "name: $1.txt");
	});

	it("does not touch a file in which it finds nothing", async () => {
		writeFileSync(at("file.txt"), "nothing here");
		const before = statSync(at("file.txt"), { bigint: true }).mtimeNs;
		const operation = await prepare({ find: "absent", with: "x" });
		const result = await operation.run(item("file.txt"), attemptAt("k"));
		assert.deepEqual(result, { path: "file.txt", replacements: 0 });
		assert.equal(statSync(at("file.txt"), { bigint: true }).mtimeNs, before);
	});

	it("keeps the mode of the file, its byte order mark and its line ends, and leaves nothing else behind", async () => {
		writeFileSync(at("run.sh"), "\ufeffecho old\r\n");
		chmodSync(at("run.sh"), 0o751);
		const operation = await prepare({ find: "old", with: "new" });
		await operation.run(item("run.sh"), attemptAt("k"));
		assert.equal(readFileSync(at("run.sh"), "utf8"), "\ufeffecho new\r\n");
		assert.equal(statSync(at("run.sh")).mode & 0o777, 0o751);
		assert.deepEqual(readdirSync(folder), ["run.sh"]);
	});

	it("writes to what a link leads to, and keeps the link", async () => {
		writeFileSync(at("target.txt"), "old");
		symlinkSync(at("target.txt"), at("link.txt"));
		const operation = await prepare({ find: "old", with: "new" });
		await operation.run(item("link.txt"), attemptAt("k"));
		assert.equal(readFileSync(at("target.txt"), "utf8"), "new");
		assert.ok(lstatSync(at("link.txt")).isSymbolicLink());
	});

	for (const [what, settings, content, expected] of [
		["line starts", { regex: "^", flags: "gm", with: "> " }, "one\r\ntwo", "> one\r\n> two"],
		["line ends", { regex: "$", flags: "gm", with: ";" }, "one\r\n\r\ntwo", "one;\r\n;\r\ntwo;"],
		["what is before a line's end", { regex: ".$", flags: "m", with: "" }, "one\r\ntwo\r\n", "on\r\ntwo\r\n"],
		["a text over several lines", { find: "a\nb", with: "x" }, "a\r\nb\nc", "x\nc"],
		[
			"groups over several lines",
			{ regex: "(a\\n)(?<last>b)", with: "$<last>$1$&$$" },
			"\r\na\r\nb",
			"\r\nba\r\na\r\nb$",
		],
		["line ends in what is put in", { find: ",", with: ",\n" }, "1,2\r\n3", "1,\r\n2\r\n3"],
		["the same in a file with LF", { find: ",", with: ",\r\n" }, "1,2\n", "1,\n2\n"],
		[
			"each line of mixed ends, which stay",
			{ regex: "^", flags: "gm", with: "> " },
			"a\r\nb\nc\r\nd",
			"> a\r\n> b\n> c\r\n> d",
		],
		["CR where the search names it", { find: "\r\n", with: "\n" }, "a\r\nb", "a\nb"],
		["LF by CRLF where it is written so", { regex: "\\n", with: "\r\n" }, "a\nb\r\n", "a\r\nb\r\n"],
		[
			"after a byte order mark",
			{ regex: "^import", flags: "gm", with: "use" },
			"\ufeffimport a\nimport b",
			"\ufeffuse a\nuse b",
		],
		["before a byte order mark: nothing", { regex: "^", with: "x" }, "\ufeffa", "\ufeffxa"],
	] as const) {
		it(`replaces ${what} as an editor does`, async () => {
			const name = "lines.txt";
			writeFileSync(at(name), content);
			const operation = await prepare(settings as Settings);
			await operation.run(item(name), attemptAt(name));
			assert.equal(readFileSync(at(name)).toString(), expected);
		});
	}

	it("does in a text with CRLF what it does in the same text with LF", () => {
		const searches = fc.constantFrom<readonly [RegExp, string]>(
			[/^a?/gm, "[$&]"],
			[/(b\n)|(a$)/gm, "$2$1$1"],
			[/\s+/, "$'"],
			[/(?<end>\n)/g, "\n$<end>"],
		);
		fc.assert(
			fc.property(fc.array(fc.constantFrom("a", "b", " ", "\n")), searches, (parts, [pattern, put]) => {
				const text = parts.join("");
				// What is put in gets CRLF only where the text shows that it has it.
				fc.pre(text.includes("\n"));
				const inText = (of: string) => replaceMatches({ text: of, pattern, put })?.text ?? of;
				assert.equal(inText(text.replaceAll("\n", "\r\n")), inText(text).replaceAll("\n", "\r\n"));
			}),
		);
	});

	it("shows no first file that is no text as a mistake of the job", async () => {
		writeFileSync(at("first.bin"), Buffer.from([0xff, 0xfe, 0x61, 0]));
		const operation = await prepare({ find: "a", with: "b" });
		const source = {
			total: () => undefined,
			async *chunks() {
				yield [item("first.bin")];
			},
		};
		await assert.doesNotReject(tryOut(source, operation));
	});

	for (const [what, content, why] of [
		["is UTF-16", Buffer.from("\ufeffold", "utf16le"), /^file\.txt was left as it is: it is UTF-16/],
		["is Latin-1, without a match", Buffer.from("caf\u00e9", "latin1"), /^file\.txt .*it is not UTF-8/],
		["is not UTF-8", Buffer.from([0x6f, 0x6c, 0x64, 0xff]), /it is not UTF-8/],
		["is not text", Buffer.from("old\0"), /NUL bytes/],
	] as const) {
		it(`leaves a file that ${what} as it is, and says why`, async () => {
			for (const settings of [{ find: "old" }, { regex: "old" }]) {
				const refused = replaced({ ...settings, with: "new" } as Settings, content);
				await assert.rejects(refused, { name: "ValidationError", message: why });
				assert.deepEqual(readFileSync(at("file.txt")), content);
			}
		});
	}

	it("cuts no character in two where the regular expression sees halves", async () => {
		for (const [regex, content, withFlag] of [
			["x*", "a😀b", "-a-😀-b-"],
			["^.", "👍 yes\r\n", "- yes\r\n"],
			["[😀]", "😃", "😃"],
		] as const) {
			const halves = replaced({ regex, flags: "g", with: "-" }, content);
			await assert.rejects(halves, { category: "fail", message: /would be cut in two\. Add "u" to "flags"\.$/ });
			assert.equal(readFileSync(at("file.txt"), "utf8"), content);
			assert.equal((await replaced({ regex, flags: "gu", with: "-" }, content)).text, withFlag);
		}
	});

	it("fails an item whose file is gone, with the system's code", async () => {
		const operation = await prepare({ find: "a", with: "b" });
		const gone = operation.run(item("gone.txt"), attemptAt("k"));
		await assert.rejects(gone as Promise<unknown>, { code: "ENOENT" });
	});

	it("takes no pipe for a file, and does not wait for one", async () => {
		execFileSync("mkfifo", [at("pipe")]);
		const operation = await prepare({ find: "a", with: "b" });
		const ended = operation.run(item("pipe"), attemptAt("k"));
		await assert.rejects(ended as Promise<unknown>, { category: "fail", message: /is no file/ });
	});

	it("leaves the file as it is when there is no room for all of the new one", async () => {
		const content = `old${"x".repeat(200_000)}`;
		writeFileSync(at("file.txt"), content);
		const url = JSON.stringify(new URL("../../../../src/operations/replace/textFile.ts", import.meta.url));
		const script = `const steps = { begins() {}, copies() {} };
			const { readTextFile, replaceTextFile } = await import(${url});
			const file = await readTextFile(${JSON.stringify(at("file.txt"))});
			await replaceTextFile(file, "new" + "x".repeat(200_000), steps).catch((error) => console.log(error.code));`;
		// Files may get no longer than 100 KiB or less: the first write takes a part, the next one nothing.
		const limited = 'ulimit -f 100; exec "$0" --input-type=module --eval "$1"';
		assert.equal(execFileSync("sh", ["-c", limited, process.execPath, script], { encoding: "utf8" }), "EFBIG\n");
		assert.equal(readFileSync(at("file.txt"), "utf8"), content);
		assert.deepEqual(readdirSync(folder), ["file.txt"]);
	});

	it("works only on files: a line of one is refused before the run", async () => {
		const operation = await prepare({ find: "a", with: "b" });
		const line = { ...item("file.txt"), location: { file: at("file.txt"), line: 3 } };
		await assert.rejects(operation.preview(line) as Promise<unknown>, { message: /works on files/ });
	});

	it("shows lines without their ends, whatever these are", async () => {
		writeFileSync(at("file.txt"), "one\r\ntwo\r\n");
		const operation = await prepare({ find: "two", with: "2" });
		assert.deepEqual(await operation.preview(item("file.txt")), {
			path: "file.txt",
			replacements: 1,
			changes: [{ line: 2, before: "two", after: "2" }],
		});
	});

	it("keeps a file's other names: hard links see the new text too", async () => {
		writeFileSync(at("file.txt"), "old");
		linkSync(at("file.txt"), at("other.txt"));
		await replaced({ find: "old", with: "new" }, "old");
		assert.equal(readFileSync(at("other.txt"), "utf8"), "new");
		assert.deepEqual(readdirSync(folder).sort(), ["file.txt", "other.txt"]);
	});

	it("shows the lines that would change, and changes none", async () => {
		writeFileSync(at("file.txt"), "one\ntwo\nthree two\n");
		const operation = await prepare({ find: "two", with: "2" });
		assert.deepEqual(await operation.preview(item("file.txt")), {
			path: "file.txt",
			replacements: 2,
			changes: [
				{ line: 2, before: "two", after: "2" },
				{ line: 3, before: "three two", after: "three 2" },
			],
		});
		assert.equal(readFileSync(at("file.txt"), "utf8"), "one\ntwo\nthree two\n");
	});

	it("shows where a long line changes", async () => {
		writeFileSync(at("file.txt"), `${"x".repeat(1_000)}two${"y".repeat(1_000)}`);
		const operation = await prepare({ find: "two", with: "2" });
		const { changes } = (await operation.preview(item("file.txt"))) as { changes: { before: string; after: string }[] };
		assert.match(changes[0]?.before ?? "", /^…x{60}twoy{137}…$/);
		assert.match(changes[0]?.after ?? "", /^…x{60}2y{139}…$/);
	});

	for (const [settings, message] of [
		[{ with: "" }, /expected "find" or "regex", found neither/],
		[{ find: "a", regex: "b", with: "" }, /found both/],
		[{ find: "a", flags: "g", with: "" }, /expected none beside "find"/],
		[{ find: "", with: "" }, /found an empty string/],
		[{ regex: "a", flags: "x", with: "" }, /such as "gi"/],
	] as const) {
		it(`refuses the settings ${JSON.stringify(settings)}`, () => {
			assert.match(replaceOperation.schema.safeParse(settings).error?.issues[0]?.message ?? "", message);
		});
	}

	it("refuses an invalid regular expression, and says where it is", async () => {
		await assert.rejects(prepare({ regex: "(", with: "" }), (error: unknown) => {
			assert.ok(error instanceof SettingsError);
			assert.deepEqual(error.path, ["regex"]);
			assert.match(error.message, /Invalid regular expression/);
			return true;
		});
	});
});
