import assert from "node:assert/strict";
import { TrustedReader } from "../../../../src/operations/command/trustedText.ts";
import { CommandTrial } from "./commandTrial.ts";

/** The text with each `@` filled in, or the reason why it cannot be. */
function fill(text: string): string {
	const shell = new TrustedReader();
	return text.split("@").reduce((before, after) => {
		shell.read(before);
		return before + (shell.unsafe ? `<${shell.unsafe.where}>` : shell.insert('"$V"')) + after;
	});
}

describe("a line that is trusted", () => {
	for (const [text, filled] of [
		["a @", 'a "$V"'],
		["a@b", 'a"$V"b'],
		['a "@" b', 'a """$V""" b'],
		["a '@' b", `a ''"$V"'' b`],
		[`a "it's @"`, `a "it's ""$V"""`],
		[`a '"' @`, `a '"' "$V"`],
		[`a "\\"@"`, 'a "\\"""$V"""'],
		["a '\\' @", `a '\\' "$V"`],
		["a \\' @", `a \\' "$V"`],
		["a \\\\@", `a \\\\"$V"`],
		['a "$(b @ "c @")" @', 'a "$(b "$V" "c ""$V""")" "$V"'],
		["(a @; b) @", '(a "$V"; b) "$V"'],
		["a `b` @", 'a `b` "$V"'],
		["a ${b} @ ${c:-d} @", 'a ${b} "$V" ${c:-d} "$V"'],
		["a $((1 + (2))) @", 'a $((1 + (2))) "$V"'],
		["a # it's\nb @", 'a # it\'s\nb "$V"'],
		["a#it @", 'a#it "$V"'],
		["a <<< b @", 'a <<< b "$V"'],
		["[[ a == b ]] && c @", '[[ a == b ]] && c "$V"'],
		["ls [[:digit:]]* @", 'ls [[:digit:]]* "$V"'],
		["case @ in *) b @;; esac", 'case "$V" in *) b "$V";; esac'],
		["eval b @", 'eval b "$V"'],
		['sh -c "a @"', 'sh -c "a ""$V"""'],
		["[[ @ -eq 1 ]]", '[[ "$V" -eq 1 ]]'],
		["a 2>&1 >@", 'a 2>&1 >"$V"'],
	] as const) {
		it(`takes a word at each @ of: ${JSON.stringify(text)}`, () => assert.equal(fill(text), filled));
	}

	for (const [text, where] of [
		["a \\@", /backslash/],
		['a "\\@"', /backslash/],
		["a `b @`", /`…`/],
		['a "`b @`"', /`…`/],
		["a ${b:-@}", /\$\{…\}/],
		['a "${b:-"@"}"', /quotes inside/],
		["a ${b:-'}'} @", /quotes inside/],
		["a $((@ + 1))", /\(\(…\)\)/],
		["((x = @))", /\(\(…\)\)/],
		["cat <<E\n@\nE\n", /here-document/],
		["cat <<'E'\nx\nE\necho @", /here-document/],
		["a $'\\'' @", /\$'…'/],
	] as const) {
		it(`refuses a word in: ${JSON.stringify(text)}`, () => assert.match(fill(text), where));
	}

	describe("in a job", () => {
		const trial = new CommandTrial();
		after(() => trial.dispose());

		it("runs what would be refused, with its values in variables", async () => {
			const run = `eval 'x={{ item.x }}'; printf '%s|' "$x" {{ item.y }}`;
			await assert.rejects(trial.prepare({ run }), { name: "SettingsError", message: /eval/ });
			assert.equal(await trial.stdout({ run, shell: "trusted" }, { x: "$((40 + 2))", y: "$(id)" }), "42|$(id)|");
		});

		it("is refused all the same where a value cannot be quoted", async () => {
			await assert.rejects(trial.run({ run: "echo `echo {{ item }}`", shell: "trusted" }, "a"), {
				name: "ValidationError",
				message: "A value cannot be quoted inside `…`. Write $(…).",
			});
		});

		it("may set variables that programs act on", async () => {
			const settings = { run: 'printf %s "$PAGER"', env: { PAGER: "{{ item }}" } };
			await assert.rejects(trial.prepare(settings), { name: "SettingsError", path: ["env", "PAGER"] });
			assert.equal(await trial.stdout({ ...settings, shell: "trusted" }, "less"), "less");
		});

		it("is no list", () =>
			assert.rejects(trial.prepare({ run: ["true"], shell: "trusted" }), { name: "SettingsError", path: ["shell"] }));
	});
});
