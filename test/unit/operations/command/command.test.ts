import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import { idempotencyKeyOf } from "../../../../src/engine/model/idempotencyKey.ts";
import { commandOperation } from "../../../../src/operations/command/command.ts";
import { shellLine } from "../../../../src/operations/command/shellLine.ts";
import { trialOrigin } from "../trialAttempt.ts";
import { attempt, type CommandSettings, CommandTrial, itemOf, runOn } from "./commandTrial.ts";

describe("the command operation", () => {
	const trial = new CommandTrial();
	after(() => trial.dispose());

	it("gives back what the program wrote, in both forms", async () => {
		const expected = { exitCode: 0, stdout: "out 1\n", stderr: "err\n" };
		assert.deepEqual(
			await trial.run(["sh", "-c", 'echo "out $1"; echo err >&2', "sh", "{{ item.n }}"], { n: 1 }),
			expected,
		);
		assert.deepEqual(await trial.run("echo out {{ item.n }}; echo err >&2", { n: 1 }), expected);
	});

	it("runs in the job's folder, with nothing to read", async () => {
		const folder = `${realpathSync(trial.folder)}\n`;
		assert.equal(await trial.stdout(["pwd", "-P"], 1), folder);
		assert.equal(await trial.stdout("cat; pwd -P", 1), folder);
	});

	it("runs where, with what and on what the job says", async () => {
		const settings = {
			run: 'cat; pwd; echo "$GREETING"',
			cwd: "/{{ item.in }}",
			env: { GREETING: "hi {{ item.who }}" },
			stdin: "{{ item.text }}\n",
		};
		const item = { in: "", who: "you", text: "read" };
		assert.equal(await trial.stdout(settings, item), "read\n/\nhi you\n");
		assert.equal(await trial.stdout({ ...settings, run: ["sh", "-c", settings.run] }, item), "read\n/\nhi you\n");
	});

	it("succeeds with programs that do not read their input", async () => {
		const end = await trial.run({ run: ["true"], stdin: "{{ item }}" }, "x".repeat(1_000_000));
		assert.equal(end.exitCode, 0);
	});

	it("tells the program about its item", async () => {
		const operation = await trial.prepare(["env"]);
		const tell = async (value: unknown, location?: { file: string; line?: number }) => {
			const { stdout } = (await operation.run({ ...itemOf(value), location }, attempt())) as { stdout: string };
			return stdout
				.split("\n")
				.filter((line) => line.startsWith("BATCH_"))
				.sort();
		};
		const info = [
			"BATCH_ATTEMPT=2",
			`BATCH_IDEMPOTENCY_KEY=${idempotencyKeyOf(trialOrigin, itemOf(""))}`,
			"BATCH_INDEX=7",
		];
		assert.deepEqual(await tell("a text"), [...info, "BATCH_ITEM=a text", "BATCH_KEY=k7"]);
		const row = await tell({ a: "x\0y" }, { file: "/rows.csv", line: 3 });
		assert.deepEqual(row, [
			...info,
			'BATCH_ITEM={"a":"x\\u0000y"}',
			"BATCH_KEY=k7",
			"BATCH_LINE=3",
			"BATCH_PATH=/rows.csv",
		]);
		assert.deepEqual(await tell("x".repeat(200_000)), [...info, "BATCH_KEY=k7"], "too long for a variable");
		assert.deepEqual(await tell("x\0y"), [...info, "BATCH_KEY=k7"], "cannot be in a variable");
	});

	it("gives a program no secret of the environment that the job does not name", async () => {
		process.env.BATCHLINE_SECRET_OTHER = "canary-4711";
		process.env.batchline_secret_lower = "canary-4711";
		try {
			for (const run of [["env"], "env; cat /proc/$PPID/environ 2>/dev/null | tr '\\0' '\\n'"]) {
				const operation = await trial.prepare(
					{ run, env: { BATCHLINE_SECRET_MINE: "${secret:token}" } },
					{ "secret:token": "given" },
				);
				const { stdout } = await runOn(operation, 1);
				assert.match(stdout, /^BATCHLINE_SECRET_MINE=given$/m);
				assert.doesNotMatch(stdout, /canary-4711/);
			}
		} finally {
			delete process.env.BATCHLINE_SECRET_OTHER;
			delete process.env.batchline_secret_lower;
		}
	});

	it("keeps the beginning and the end of output that is too long, and says how much is missing", async () => {
		const { stdout } = await trial.run("echo begin; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end", 1);
		assert.ok(stdout.startsWith("begin\nxxx") && stdout.endsWith("xxx\nend\n"));
		assert.match(stdout, /x\n… 1,951,435 bytes left out …\nx/);
		assert.ok(stdout.length < 1_100_000);
	});

	it("says in its result what was cut of the output, and what is no UTF-8", async () => {
		const of = async (line: string) => {
			const { stdout, stderr, ...rest } = await trial.run(line, 1);
			return rest;
		};
		const long = "head -c 3000000 /dev/zero | tr '\\0' x";
		assert.deepEqual(await of(long), { exitCode: 0, stdoutCut: 3_000_000 - 1_048_576 });
		assert.deepEqual(await of(`(${long}) >&2`), { exitCode: 0, stderrCut: 3_000_000 - 1_048_576 });
		assert.deepEqual(await of("head -c 1048576 /dev/zero"), { exitCode: 0 });
		assert.deepEqual(await of("printf '\\377\\376'"), { exitCode: 0, stdoutIsBinary: true });
		assert.deepEqual(await of("printf 'caf\\351' >&2"), { exitCode: 0, stderrIsBinary: true });
		assert.deepEqual(await of("printf 'Grüße €'"), { exitCode: 0 });
		assert.deepEqual(await of(`printf '\\351'; ${long}`), { exitCode: 0, stdoutCut: 1_951_425, stdoutIsBinary: true });
		assert.deepEqual(await of("printf a; yes € | head -n 700000 | tr -d '\\n'"), { exitCode: 0, stdoutCut: 1_051_425 });
	});

	it("cuts no character in two where it leaves something out", async () => {
		// Three bytes each; 512 KiB is not a multiple of that.
		const { stdout } = await trial.run("printf 'a'; yes € | head -n 700000 | tr -d '\\n'", 1);
		assert.match(stdout, /^a€+\n… [\d,]+ bytes left out …\n€+$/);
	});

	it("fails with the exit code and the last thing that the program said", async () => {
		await assert.rejects(
			trial.run("echo first >&2; printf '\\033[31mat\\r 9%%\\rlast line\\033[0m\\n\\n' >&2; exit 3", 1),
			{
				name: "OperationError",
				code: "exit:3",
				category: undefined,
				message: "sh exited with 3: last line",
				detail: "first\n\x1b[31mat\r 9%\rlast line\x1b[0m",
			},
		);
		const file = trial.write("fail.sh", "#!/bin/sh\necho output; exit 4\n", 0o755);
		const expected = { code: "exit:4", message: "fail.sh exited with 4.", detail: "output" };
		await assert.rejects(trial.run([file], 1), expected);
	});

	it("fails with the signal that ended the program", async () => {
		await assert.rejects(trial.run("kill -9 $$", 1), { code: "signal:SIGKILL", message: "sh was ended by SIGKILL." });
	});

	describe("stops the run at once when the program", () => {
		it("is not installed, and it is named by the item", async () => {
			await assert.rejects(trial.run(["{{ item }}"], "no-such-program"), {
				code: "ENOENT",
				category: "fatal",
				message: /not installed/,
			});
		});

		it("is not found by the shell", async () => {
			const missing = { code: "exit:127", category: "fatal", message: /not installed: .*no-such-program: .*not found/ };
			await assert.rejects(trial.run("no-such-program {{ item }}", 1), missing);
		});

		it("has gone, or its interpreter is missing", async () => {
			trial.write("gone.sh", "#!/no/such/shell\n", 0o755);
			await assert.rejects(trial.run(["./gone.sh"], 1), { code: "ENOENT", category: "fatal", message: /first line/ });
		});

		it("may not be executed", async () => {
			trial.write("plain.sh", "");
			await assert.rejects(trial.run(["{{ item }}"], "./plain.sh"), {
				code: "EACCES",
				category: "fatal",
				message: /chmod/,
			});
			await assert.rejects(trial.run("./plain.sh {{ item }}", 1), { code: "exit:126", category: "fatal" });
		});
	});

	it("tells a missing folder from a missing program", async () => {
		const gone = {
			code: "ENOENT",
			category: undefined,
			message: /^The folder to run true in does not exist: .*nowhere$/,
		};
		await assert.rejects(trial.run({ run: ["true"], cwd: "{{ item }}" }, "nowhere"), gone);
	});

	it("fails an item that names no program at all", async () => {
		await assert.rejects(trial.run(["{{ item }}"], ""), { name: "ValidationError", message: /empty/ });
	});

	it("warns where an element of a list is code for another shell", async () => {
		await trial.prepare(["sh", "-c", "exit {{ item }}"]);
		assert.match(trial.logged.splice(0).join(), /code for another shell with a value in it.*"exit \{\{ item \}\}"/);
		await trial.prepare(["sh", "-c", 'exit "$1"', "sh", "{{ item }}"]);
		assert.deepEqual(trial.logged, []);
	});

	it("warns where a list has a program run what the item says", async () => {
		for (const settings of [
			["sh", "-cx", "exit {{ item }}"],
			["env", "X=1", "bash", "-c", "{{ item }}"],
			["awk", "{{ item }}"],
			{ run: ["sh"], stdin: "{{ item }}" },
		]) {
			await trial.prepare(settings);
			assert.match(trial.logged.splice(0).join(), /an item's value becomes code/, JSON.stringify(settings));
		}
		await trial.prepare(["awk", "-v", "x={{ item }}", "BEGIN { print x }"]);
		await trial.prepare({ run: ["sh", "-c", "cat"], stdin: "{{ item }}" });
		assert.deepEqual(trial.logged, []);
	});

	it("fails an item whose value would be an option of a program that runs others by its options", async () => {
		const unsafe = { name: "ValidationError", message: /"-x?" could be an option or a command of (?:tar|sort|find)/ };
		trial.write("list", "b\na\n");
		for (const settings of ["sort {{ item }}", ["sort", "{{ item }}"], "find {{ item }}", "tar -cf x.tar {{ item }}"]) {
			await assert.rejects(trial.run(settings, "-x"), unsafe);
		}
		assert.equal(await trial.stdout("sort {{ item }}", "list"), "a\nb\n");
		trial.write("-x", "d\nc\n");
		assert.equal(await trial.stdout("sort ./{{ item }}", "-x"), "c\nd\n");
		assert.equal(await trial.stdout("sort -- {{ item }}", "-x"), "c\nd\n");
		assert.equal(await trial.stdout(["sort", "--", "{{ item }}"], "-x"), "c\nd\n");
		assert.equal(await trial.stdout(["sort", "--field-separator={{ item }}", "-r", "list"], "-"), "b\na\n");
		await assert.rejects(
			trial.run("sort {{ item[0] }}-{{ item[1] }}", ["", "x"]),
			unsafe,
			"what an empty value leaves",
		);
	});

	it("fails an item whose file name perl would run", async () => {
		trial.write("say |x", "a\n");
		const operation = await trial.prepare("perl -pe 's/a/b/' {{ item }}");
		assert.equal((await runOn(operation, "say |x")).stdout, "b\n");
		for (const name of ["touch pwned |", "touch pwned|\n", " | touch pwned", "-e1", ">pwned"]) {
			await assert.rejects(runOn(operation, name), { name: "ValidationError", message: /a command of perl/ });
		}
		assert.ok(!trial.has("pwned"));
	});

	it("fails an item whose value is no integer where the shell takes it for one", async () => {
		const operation = await trial.prepare("if [ {{ item }} -gt 4 ]; then echo more; fi");
		assert.equal((await runOn(operation, 5)).stdout, "more\n");
		await assert.rejects(runOn(operation, "a[$(id)]"), { name: "ValidationError", message: /needs an integer/ });
	});

	describe("finds before the run that", () => {
		const refused = async (
			settings: CommandSettings,
			message: RegExp,
			suggestion: RegExp,
			path: readonly (string | number)[],
		) => {
			await assert.rejects(trial.prepare(settings), (error: unknown) => {
				assert.ok(error instanceof SettingsError);
				assert.match(error.message, message);
				assert.match(error.suggestion ?? "", suggestion);
				assert.deepEqual(error.path, path);
				return true;
			});
		};

		it("the program is not installed", async () => {
			await refused(["pritnf", "{{ item }}"], /"pritnf" is not installed/, /Did you mean "printf"/, [0]);
			await refused({ run: ["no-such-program"] }, /not installed/, /Install it/, ["run", 0]);
		});

		it("the program's file does not exist, or is not a program", async () => {
			trial.write("convert.sh", "");
			await refused(["./covnert.sh"], /There is no program .*covnert\.sh/, /Did you mean "convert.sh"/, [0]);
			await refused(["./convert.sh"], /may not be executed/, /chmod \+x/, [0]);
			await refused(["./"], /There is no program/, /relative to the job file/, [0]);
		});

		it("the folder does not exist", () =>
			refused({ run: "true", cwd: "nowhere" }, /no folder .*nowhere/, /Make it/, ["cwd"]));

		it("a template is wrong", () =>
			refused({ run: ["echo", "{{ itme }}"] }, /Unknown name "itme"/, /"item"/, ["run", 1]));

		it("a value would not be safe where it is inserted", async () => {
			await refused({ run: "echo `echo {{ item }}`" }, /could be run as code.*`…`/, /^Write \$\(…\)\. A list/, ["run"]);
			await refused("sh -c 'echo {{ key }}'", /code for another shell/, /arguments: sh -c.*A list runs/, []);
			await refused({ run: "sh", stdin: "{{ item }}" }, /sh, which runs what it reads/, /script/, ["run"]);
			await refused({ run: 'sh -c "$X"', env: { X: "{{ item }}" } }, /code for another shell/, /A list/, ["run"]);
			await refused("echo $BATCH_ITEM | wc", /\$BATCH_ITEM without quotes/, /"\$BATCH_ITEM"/, []);
			await refused({ run: ["env"], env: { BASH_ENV: "{{ item }}" } }, /BASH_ENV/, /another name/, ["env", "BASH_ENV"]);
		});

		it("where in the line that is", async () => {
			const line = `echo \${env:A} {{ item | append: "}}" }} $\${HOME}; eval {{ item }}`;
			const compiled = trial.prepare(line, { "env:A": "x" });
			await assert.rejects(compiled, { name: "SettingsError", offset: line.indexOf("eval") });
		});

		it("the same with tags, by the first item", async () => {
			const operation = await trial.prepare("{% if item == 1 %}echo{% else %}eval{% endif %} {{ item }}");
			assert.equal((await runOn(operation, 1)).stdout, "1\n");
			assert.throws(() => operation.preview(itemOf(2)), { name: "SettingsError", message: /eval/ });
			await assert.rejects(runOn(operation, 2), { name: "ValidationError", message: /eval/ });
		});

		it("a value would be inserted into a line for the shell of Windows", () => {
			const variables = { get: () => undefined, secrets: [] };
			const compile = (line: string) =>
				shellLine(line, {
					variables,
					path: [],
					platform: "win32",
					isTrusted: false,
					itemNames: [],
					readsItem: false,
				});
			assert.throws(() => compile("echo {{ item }}"), { name: "SettingsError", suggestion: /Write a list/ });
			assert.equal(compile("dir").preview({} as never), "dir");
		});
	});

	it("looks for the program in the PATH that the job sets", async () => {
		trial.write("own-program", "#!/bin/sh\necho own\n", 0o755);
		const env = { PATH: `.:${"$"}{env:PATH}` };
		const operation = await trial.prepare({ run: ["own-program"], env }, { "env:PATH": process.env.PATH ?? "" });
		assert.equal((await runOn(operation, 1)).stdout, "own\n");
	});

	it("gives a program its name as it was written", async () => {
		assert.equal(await trial.stdout(["sh", "-c", "echo $0"], 1), "sh\n");
		trial.write("named.sh", '#!/bin/sh\necho "$0"\n', 0o755);
		assert.equal(await trial.stdout(["./named.sh"], 1), `${join(trial.folder, "named.sh")}\n`);
	});

	it("previews what would run, and runs nothing", async () => {
		assert.deepEqual((await trial.prepare(["touch", "{{ item }}", "-x {{ key }}"])).preview(itemOf("pwned")), [
			"touch",
			"pwned",
			"-x k7",
		]);
		assert.equal(
			(await trial.prepare('touch {{ item }} "a {{ item }}"')).preview(itemOf("it's")),
			`touch 'it'\\''s' "a "'it'\\''s'""`,
		);
		const operation = await trial.prepare({
			run: "touch {{ key }}",
			cwd: "{{ item }}",
			env: { A: "{{ item }}" },
			stdin: "{{ item }}",
		});
		assert.deepEqual(operation.preview(itemOf("sub")), {
			run: "touch k7",
			cwd: "sub",
			env: { A: "sub" },
			stdin: "sub",
		});
		assert.ok(!trial.has("pwned"));
	});

	it("describes itself as a line", () => {
		assert.equal(commandOperation.describe("gzip {{ path }}"), "gzip {{ path }}");
		assert.equal(
			commandOperation.describe({ run: ["sh", "-c", "a b", "{{ item }}", ""] }),
			'sh -c "a b" {{ item }} ""',
		);
	});
});
