import assert from "node:assert/strict";
import { isReadAsCode, ShellText } from "../../../../src/operations/command/shellText.ts";

/** The text with each `@` filled in, or the reason why it cannot be. */
function fill(text: string): string {
	const shell = new ShellText();
	return text.split("@").reduce((before, after) => {
		shell.read(before);
		return before + (shell.unsafe ? `<${shell.unsafe.where}>` : shell.insert('"$V"')) + after;
	});
}

describe("the shell's text", () => {
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
		["[[ @ -eq 1 ]]", /\[\[ … \]\]/],
		["cat <<E\n@\nE\n", /here-document/],
		["cat <<'E'\nx\nE\necho @", /here-document/],
		["a $'\\'' @", /\$'…'/],
		["eval b @", /as code/],
		["a && eval @", /as code/],
		["if eval @; then b; fi", /as code/],
		['sh -c "a @"', /as code/],
		["bash -euo pipefail -c 'a @'", /as code/],
		["b | xargs /bin/sh -c @", /as code/],
	] as const) {
		it(`refuses a word in: ${JSON.stringify(text)}`, () => assert.match(fill(text), where));
	}

	it("knows what is only an argument of code", () => {
		assert.ok(!isReadAsCode("sh -c 'echo \"$1\"' sh "));
		assert.ok(!isReadAsCode("sh script.sh -c "));
		assert.ok(!isReadAsCode('echo "eval " '));
		assert.ok(!isReadAsCode("push -c "));
	});
});
