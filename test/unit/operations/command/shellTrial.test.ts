import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { shellLine } from "../../../../src/operations/command/shellLine.ts";
import { scopeOf } from "../../../../src/templates/scope.ts";
import { itemOf } from "./commandTrial.ts";
import { anyText, hostileTexts } from "./hostileText.ts";

/** In each shell. */
const trials = process.env.BATCHLINE_TEST_SLOW === undefined ? 50 : 10_000;
const shells = { dash: ["/bin/dash", "/usr/bin/dash"], bash: ["/bin/bash", "/usr/bin/bash", "/usr/local/bin/bash"] };

type Words = (a: string, b: string) => readonly string[];
/** Commands that hand two values to `./show`, and what that must get. */
const commands: readonly (readonly [line: string, words: Words])[] = [
	["./show {{ item.a }} {{ item.b }}", (a, b) => [a, b]],
	["./show \"{{ item.a }}\" '{{ item.b }}'", (a, b) => [a, b]],
	['./show "it\'s {{ item.a }}" \'say "{{ item.b }}"\'', (a, b) => [`it's ${a}`, `say "${b}"`]],
	["./show pre{{ item.a }}post{{ item.b }}", (a, b) => [`pre${a}post${b}`]],
	['./show "{{ item.a }}{{ item.b }}"{{ item.a }}', (a, b) => [a + b + a]],
	["./show --name={{ item.a }} -f{{ item.b }}", (a, b) => [`--name=${a}`, `-f${b}`]],
	['./show "$(printf \'%s.\' {{ item.a }})" "<$(printf "%s-" "{{ item.b }}")>"', (a, b) => [`${a}.`, `<${b}->`]],
	["./show \"$(printf '%s.' \"$(printf '%s.' {{ item.a }})\")\" {{ item.b }}", (a, b) => [`${a}..`, b]],
	['x={{ item.a }}; y="$x {{ item.b }}"; ./show "$x" "$y"', (a, b) => [a, `${a} ${b}`]],
	['x={{ item.a }} y={{ item.b }} sh -c \'./show "$x" "$y"\'', (a, b) => [a, b]],
	['export x={{ item.a }}; sh -c \'./show "$x" "$1"\' sh {{ item.b }}', (a, b) => [a, b]],
	["sh -euc './show \"$@\"' sh {{ item.a }} {{ item.b }}", (a, b) => [a, b]],
	['for x in {{ item.a }} {{ item.b }}; do ./show "$x"; done', (a, b) => [a, b]],
	["case {{ item.a }} in (?*|'') ./show {{ item.a }} '{{ item.b }}';; esac", (a, b) => [a, b]],
	["[ {{ item.a }} = {{ item.a }} ] && ./show {{ item.b }}", (_, b) => [b]],
	["if [ ! -n {{ item.a }} ] || test x{{ item.b }} != y; then ./show {{ item.a }}; fi", (a) => [a]],
	['env x={{ item.a }} nice -n 1 ./show {{ item.a }} "x{{ item.b }}"', (a, b) => [a, `x${b}`]],
	["printf '%s\\0' {{ item.a }} {{ item.b }} | xargs -0 ./show", (a, b) => [a, b]],
	['printf %s {{ item.a }} > out; ./show "$(cat out; echo .)" {{ item.b }}', (a, b) => [`${a}.`, b]],
	["find . -maxdepth 0 -exec ./show {{ item.a }} {{ item.b }} \\;", (a, b) => [a, b]],
];
/** Places for a command in a line. */
const frames: readonly string[] = [
	"COMMAND # not run: {{ item.a }}\n",
	"true && COMMAND || exit 1",
	"{ COMMAND; }",
	"(COMMAND\n)",
	"if false; then :; elif true; then COMMAND\nelse exit 1; fi",
	"while true; do COMMAND\nbreak; done",
	"echo {{ item.b }} | { COMMAND\n}",
	"COMMAND\ntrue > {{ item.name }}",
	"case x in (y) ;; *) COMMAND\n;; esac",
	'z="$( (COMMAND\n) )"; true "$z" {{ item.a }}',
];

describe("lines with hostile values", () => {
	const folder = mkdtempSync(join(tmpdir(), "batchline-shell-"));
	before(() => {
		writeFileSync(join(folder, "show"), "#!/bin/sh\nprintf '%s\\0' \"$@\" >> shown\n", { mode: 0o755 });
	});
	after(() => rmSync(folder, { recursive: true }));

	const lines = commands.flatMap(([line, words]) =>
		frames.map((frame) => ({ line: frame.replace("COMMAND", () => line), words })),
	);
	const compile = (line: string) =>
		shellLine(line, {
			variables: { get: () => undefined, secrets: [] },
			path: [],
			platform: "linux",
			isTrusted: false,
			itemNames: [],
			readsItem: false,
		});

	/** Runs the line as the operation does, with a shell of choice under the name of `sh`. @returns what `show` got */
	function run(shell: string, line: string, item: Record<string, string>): string {
		const { args, environment } = compile(line).render(scopeOf(itemOf(item), { runId: "run-1", batch: 0, attempt: 1 }));
		for (const file of ["shown", "out"]) rmSync(join(folder, file), { force: true });
		const end = spawnSync(shell, [...args], {
			argv0: "sh",
			cwd: folder,
			env: { PATH: process.env.PATH, CANARY: "sang", ...environment },
			input: "",
		});
		const about = `${line}\n${JSON.stringify(item)}\n${end.stderr}`;
		assert.ok(!existsSync(join(folder, "canary")), `It ran a value: ${about}`);
		assert.equal(end.status, 0, about);
		return readFileSync(join(folder, "shown"), "utf8");
	}

	for (const [name, files] of Object.entries(shells)) {
		const shell = files.find((file) => existsSync(file));
		const title = `neither run nor change them in ${name}: ${lines.length} lines, ${trials} trials`;
		if (shell === undefined) {
			it.skip(`${title} (NOT SHOWN: there is no ${name} here)`);
			continue;
		}
		it(title, () => {
			const text = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...hostileTexts) }, anyText);
			const values = fc.sample(fc.tuple(text, text), { numRuns: trials, seed: 1 });
			for (const [at, [a, b]] of values.entries()) {
				const { line, words } = lines[(at * 7) % lines.length] as (typeof lines)[number];
				const expected = words(a, b).map((word) => `${word}\0`);
				assert.equal(run(shell, line, { a, b, name: "named $(touch canary)" }), expected.join(""), line);
			}
		}).timeout(trials * 4_000);
	}

	it("are seen to run them where a line is trusted that should not be", () => {
		const trusted = shellLine("eval {{ item.a }}", {
			variables: { get: () => undefined, secrets: [] },
			path: [],
			platform: "linux",
			isTrusted: true,
			itemNames: [],
			readsItem: false,
		});
		const { file, args, environment } = trusted.render(
			scopeOf(itemOf({ a: "touch canary" }), { runId: "run-1", batch: 0, attempt: 1 }),
		);
		spawnSync(file, [...args], { cwd: folder, env: { PATH: process.env.PATH, ...environment } });
		assert.ok(existsSync(join(folder, "canary")));
		rmSync(join(folder, "canary"));
	});
});
