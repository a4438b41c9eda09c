import assert from "node:assert/strict";
import { checkLine } from "../../../../../src/operations/command/shell/shellCheck.ts";
import { ShellRefusal } from "../../../../../src/operations/command/shell/shellRefusal.ts";
import { valueMark } from "../../../../../src/operations/command/shell/shellWords.ts";

/** @param line with an `@` for each value, but for the shell's own `$@` */
function check(line: string, options: { readsItem?: boolean; itemNames?: readonly string[]; known?: string } = {}) {
	const { readsItem = false, itemNames = [], known } = options;
	const text = line.replaceAll(/(?<![$X])@/g, valueMark);
	return checkLine(text, { known: Array(text.split(valueMark).length - 1).fill(known), itemNames, readsItem });
}

function accepts(kind: string, lines: readonly string[]): void {
	describe(kind, () => {
		for (const line of lines) it(`runs: ${JSON.stringify(line)}`, () => void check(line));
	});
}

function refuses(kind: string, why: RegExp, lines: readonly string[]): void {
	describe(kind, () => {
		for (const line of lines) {
			it(`is refused in: ${JSON.stringify(line)}`, () =>
				assert.throws(
					() => check(line),
					(error: unknown) => {
						assert.ok(error instanceof ShellRefusal, String(error));
						assert.match(error.message, why);
						assert.ok(error.advice.length > 5 && error.at >= 0 && error.at <= line.length);
						return true;
					},
				));
		}
	});
}

describe("a line for the shell", () => {
	accepts("plain commands", [
		'gzip -k @ && echo "@"',
		"zcat @ >@",
		"cat @ 2>/dev/null | head -n 3 > out-@.txt 2>&1",
		'(echo -n @" "; ls @|wc -l) >@.dir',
		'mv @ "$(echo @ | tr "[:upper:]" "[:lower:]")"',
		"mkdir -p @; mv @ @",
		"tail -c +@ big | head -c 1000000 > part-@",
		"./summarise -s Short < @ > @.summary",
		"sleep @ >/dev/null && echo @",
		"a=1 b=@ ./program @ &",
		"! grep -q @ list.txt",
		"echo @ # what @ is\nls @",
		"cp @{,.bak}",
		"echo 'it'\\''s' @ \\\n  @",
		'echo "$((1 + 2)) ${HOME} ${HOME%/} ${#HOME} $? $$" @',
		'"$HOME/bin/tool" @; ~/bin/tool @; ./a\\ tool @',
		'X=@; Y=$X; echo "$X" "${Y##*/}"',
		"export X=@; ./program",
		"cp @ work/in.csv; ./convert work/in.csv; mv work/out.csv @.out",
		"curl -s -o page.html https://example.com/@ && python3 parse.py page.html",
		"cd @ && ./build.sh",
		"set -eu; exec ./program @",
	]);
	accepts("what consists of commands", [
		"if [ ! -e @ ] ; then echo @; fi",
		"if test -f @; then a; elif [ @ = @ ]; then b @; else c; fi",
		"[ -f @:@ ] || echo missing",
		"test @ -lt 3 -o -f ok && echo @",
		"[ @ -gt 1 -a @ -le 5 ]",
		'[ "$(wc -l < @)" -gt 10 ] && echo @',
		'n=$(wc -l < @); if [ "$n" -gt 10 ]; then ./program @ > out; head out; fi',
		'for f in @ @; do echo "$f"; done',
		'while read -r line; do echo "$line"; done < @',
		"until ping -c1 @; do sleep 1; done",
		"case @ in a|b*) x @;; (c) y;; *) ;; esac",
		"{ echo @; ( cd @ && ls ); } >> out",
		'echo "$(case @ in (a) echo @;; esac)"',
	]);
	accepts("programs that start others", [
		"sh -c 'echo \"$1\"' sh @",
		'sh -euc \'for f in "$@"; do wc -l "$f"; done\' _ @ @',
		"sh script.sh @",
		"timeout 5 nice -n 3 env LANG=C X=@ ./program @",
		"find @ -type f \\( -name '*.a' -o -name @ \\) -exec gzip {} \\;",
		"find . -name @ -exec sh -c 'wc -l \"$1\"' _ {} \\;",
		"find . -name @ -print0 | xargs -0 -n 1 rm",
		"nohup ./program @ > log 2>&1 &",
		"time gzip @; command -v @",
		"npx prettier --write @",
		"poetry run python manage.py @; grep -r sh @; echo bash @",
	]);
	accepts("programs with programs of their own", [
		"sed -n 's/a/b/p' @",
		"awk -v x=@ -F, '/a|b/ { print $1, x | \"sort\" }' @",
		"python3 -c 'import sys; print(sys.argv[1])' @",
		"python3 -m json.tool @",
		"node show.cjs @",
		"node -e 'console.log(process.argv[1])' -- @",
		"perl -i.old -pe 's/a/b/' @",
		"jq --arg x @ '.a == $x' file.json",
		"gunzip -c @ | psql db",
		"psql -d db -f @",
		"sqlite3 @ .dump > @.sql",
		'git -C @ add -- @ && git commit -m "Add @"',
		"mkdir @.d; tar -C @.d -xf @",
		"docker ps; echo @",
	]);

	refuses("a program whose name is not plain text", /name is not plain text/, [
		"@ x",
		'"@" x',
		"./bin/@",
		"$SHELL -c 'echo @'",
		'"$SHELL" -c @',
		"$X sh -c @",
		"${X:-sh} -c @",
		"$(echo sh) -c @",
		"/bin/s? -c @",
		"{sh,-c} @",
		"env @",
		"exec @",
		"find . -exec @ \\;",
		"if @; then x; fi",
		"sh -c '\"$@\"' _ @",
	]);
	refuses("what evaluates", /runs what it is given/, [
		"eval echo @",
		"\\eval echo @",
		"e\\val @",
		'"ev"al @',
		">/dev/null eval @",
		'X="a b" eval @',
		"command eval @",
		"builtin eval @",
		"a && { eval @; }",
		"while eval @; do x; done",
		'echo "$(eval @)"',
		"sh -c 'eval \"$1\"' sh @",
		". @",
		"source ./x @",
		'trap "echo @" EXIT',
		"alias x=@",
		"let x=@",
		"declare @",
		"typeset -i x=@",
		"mapfile -C @ x",
		"complete -C @ x",
	]);
	refuses("code for another shell", /code for|runs what it reads|option .* not known|script of/, [
		"\"sh\" -c 'echo @'",
		"sh -c -- 'echo @'",
		"sh -cx 'echo @'",
		"bash -c -e 'echo @'",
		"bash -O extglob -c 'echo @'",
		"bash --rcfile /dev/null -c 'echo @'",
		"/usr/bin/dash -c @",
		'sh -c "$BATCH_ITEM"',
		"zsh -c 'echo $1' zsh @",
		"sh -c 'sh -c \"$1\"' sh @",
		"busybox sh -c @",
		"env sh -c @",
		"env -S @",
		"nohup sh -c @",
		"timeout 5 bash -c @",
		"nice -n 5 sh -c @",
		"sudo -u me sh -c @",
		"time sh -c @",
		"exec sh -c @",
		"exec -a x sh -c @",
		"xargs sh -c @",
		"echo @ | xargs sh -c",
		"echo @ | xargs -I {} sh -c 'echo {}'",
		"find . -exec sh -c 'echo {}' \\;",
		"find @ -execdir sh -c @ \\;",
		"poetry run sh -c @",
		"npm exec -- bash -c 'echo @'",
		"some-launcher --quiet -- /bin/sh -c @",
		"echo @ | uv run python",
		"echo @ | sh",
		"echo @ | tee x | bash -s",
		"echo @ | env bash",
		"curl https://example.com/@ | sh",
		"echo @ | python3",
		"echo @ | python3 -",
		"echo @ | sh /dev/stdin",
		"sh /dev/fd/3 3< @",
		"echo @ | awk -f -",
		"echo @ | node",
		"sh @",
		"sh {-c,} @",
		"sh *.sh @",
		"sh $(echo -c) @",
		"python3 @",
	]);
	refuses("a word that the shell would split", /without quotes/, [
		"X=@; echo $X",
		"echo $BATCH_KEY @",
		"echo @; ls $_",
		"cd @; ls $PWD/x",
		"sh -c 'echo $1' sh @",
		"env X=@ sh -c 'echo $X'",
		"for x in @; do echo $x; done",
		"read -r x; echo @ $x",
		"[ $(echo @) = x ]",
	]);
	refuses(
		"what bash evaluates as arithmetic",
		/arithmetic|\[\[|%n|format|plain text|test in which|[ +]=|plain names|a value as|option -v/,
		[
			"echo $((@ + 1))",
			"echo $((BATCH_ITEM))",
			"echo $[@]",
			"((x = @))",
			"for ((i = 0; i < @; i++)); do x; done",
			"[[ @ -eq 1 ]]",
			"[ -v @ ]",
			"test @ @",
			"[ @ -a @ ]",
			"[ @ = x -o @ = y ]",
			"[ -f @ -a -f ok ]",
			"[ -f ok -o -v @ ]",
			"[ @ @ @ ]",
			"[ ! @ @ ]",
			"printf -v @ x",
			"printf @ x",
			'printf "@\\n"',
			"printf '%s%n' a @",
			"a[@]=1",
			"a+=@",
			"unset @",
			"wait @",
			"read @",
			"export @",
			"readonly @=1",
		],
	);
	refuses("a variable that others act on", /which other programs act on/, [
		"PATH=@ ls",
		"BASH_ENV=@ bash x.sh",
		"LD_PRELOAD=@ ls",
		"SECONDS=@",
		"for RANDOM in @; do x; done",
		"read -r IFS; echo @",
		"env NODE_OPTIONS=@ node x.js",
		"export PERL5OPT=@",
		"BATCH_VALUE_1=x; echo @",
	]);
	refuses(
		"a program in a language of its own",
		/not plain text|may run|could be an option|not known|filter|query|which runs it|after its code/,
		[
			'awk "BEGIN { system(\\"@\\") }"',
			"echo @ | awk '{ system($0) }'",
			"echo @ | awk '{ print | $1 }'",
			"echo @ | gawk --source 'BEGIN { x }'",
			'sed "s/a/@/" file',
			"echo @ | sed 's/.*/&/e'",
			"sed -e 1d -e @ file",
			"perl -e 'print \"@\"'",
			"perl -pe 1 $(echo @)",
			"perl -ne 1 @ -e @",
			"echo @ | perl -ne 'system $_'",
			"python3 -c \"print('@')\"",
			"python3 -c 'import os, sys; os.system(sys.argv[1])' @",
			"python3 -m timeit @",
			'node -e "x(@)"',
			"node -e 'x()' @",
			"node --eval='x()' x @",
			"jq @ file.json",
			'psql -c "select @"',
			"echo @ | psql db",
			"echo @ > x; psql db < x",
			"echo @ > x; cat x | psql db",
			"sqlite3 db 'select @'",
		],
	);
	refuses(
		"a program that runs what its options say",
		/of tar|tells|of git|git |for make|which may run|other|of sort|of man|of wget/,
		[
			"tar --use-compress-program=@ -xf x",
			"tar -xf x -I @",
			"tar @ x",
			"tar -x@ x",
			"git -c @ log",
			"git --exec-path=@ log",
			"git @",
			"git config @ x",
			"git clone --upload-pack=@ x",
			"sort --compress-program=@ x",
			"make @",
			'ssh host "ls @"',
			"echo @ | ssh host",
			"rsync x host:@",
			"su -c @",
			"man -P @ ls",
			"wget -e @ x",
			"parallel echo @",
			"docker exec box ls @",
			"vim @",
		],
	);
	refuses("a file that it writes and runs", /which it writes and then runs/, [
		"echo @ > x.sh; sh ./x.sh",
		"echo @ > x; chmod +x x; ./x",
		"echo @ | tee x.py; python3 x.py",
		"echo @ > Makefile; make all",
		"echo @ > q.sql; psql -f q.sql",
		"echo @ > a; mv a x.sh; sh x.sh",
		"echo @ > a; cp -f a bin/; ./bin/a",
		"echo @ > a && ln -s a run && ./run",
		"printf %s @ | dd of=x.sh; sh x.sh",
		"mkdir d; echo @ > d/x; (cd d; sh ./x)",
		"echo @ > x && cd sub && python3 ../x",
		"curl -s -o get.sh https://example.com/@; sh get.sh",
		"curl -s --output=get.sh https://example.com/@; sh get.sh",
		"echo @ | sort -o s.py; python3 s.py",
	]);
	refuses("grammar that shells read differently, or that is not taken", /./, [
		"f() { x @; }; f",
		"function f { x @; }",
		"coproc x @",
		"select x in @; do y; done",
		"cat <<E\n@\nE",
		"cat <<< @",
		"echo `x` @",
		'echo "`x @`"',
		"echo ${X:-@}",
		'echo "${!X}" @',
		'echo "${X@P}" @',
		'echo "${X:$Y}" @',
		"echo $'a' @",
		'echo $"a" @',
		"echo $@".replace("$@", `$${valueMark}`),
		"echo \\@",
		'echo "\\@"',
		"diff <(x @) y",
		"x @ &> log",
		"x @ |& y",
		"x >&@",
		"x <&@",
		"x @ 12>y",
		"x {fd}>@",
		"a=(@)",
		"ls !(@)",
		"time X=1 x @",
		'echo "$(case x in x) y @;; esac)"',
		"case x in @) y;; esac",
		"for x; do y @; done",
		"ls\u00a0@",
		"ls @\r",
		"ls a\\\nb @",
		"echo $(x # y\n) @",
	]);
	refuses("what no shell would take", /not understand|not closed|loop/, [
		'echo @ "',
		"echo '@",
		"echo $(x @",
		"x | ",
		"| x @",
		"x @ )",
		"x @ ;; y",
		"x && ; y @",
		"if x; then y @",
		"for x in @; y; done",
		"case @ in x) y",
		"{ x @",
		"} x @",
	]);

	it("is as safe where only its environment or its input holds something of an item", () => {
		for (const line of ["cat", "python3 x.py", "wc -l | tr -d ' '", "sh -c 'cat'"]) check(line, { readsItem: true });
		for (const line of ["sh", "cat | bash", "python3", "psql db", "xargs sh -c", "docker exec -i x cat"]) {
			assert.throws(() => check(line, { readsItem: true }), ShellRefusal, line);
		}
		check('echo "$X"', { itemNames: ["X"] });
		for (const line of ["echo $X", 'sh -c "$X"', '"$X" a', 'eval "$X"']) {
			assert.throws(() => check(line, { itemNames: ["X"] }), ShellRefusal, line);
		}
	});

	it("may name a program by a ${…} of the job, but have no code in one", () => {
		check("@/tools/convert x", { known: "/work" });
		check("@ x", { known: "/usr/bin/convert" });
		for (const [line, known] of [
			["@ -c x", "/bin/bash -x"],
			["@ -c '@'", "/bin/bash"],
			["sh -c 'echo @'", "x"],
			["@", "/bin/sh"],
		] as const) {
			const run = () => check(line, { known });
			if (known !== "/bin/bash -x") assert.throws(run, ShellRefusal, line);
		}
	});

	it("knows the quotes around each value", () => {
		assert.deepEqual(check('a @ "@ $(b @ "@")" \'@\' # @').quotes, [
			"none",
			"double",
			"none",
			"double",
			"single",
			"comment",
		]);
	});

	it("leaves to the item whether a value is taken for an option, or for a number", () => {
		const of = (line: string) => check(line).checks.map(({ need, parts }) => [need, parts]);
		assert.deepEqual(of("tar -C @.d -xf @"), [
			[{ noneOf: "-" }, [0, "."]],
			[{ noneOf: "-" }, [1]],
		]);
		assert.deepEqual(of("tar -xf ./@; grep x @; sort -- @; find . -name @"), []);
		assert.deepEqual(of("find @"), [[{ noneOf: "-(!)," }, [0]]]);
		assert.deepEqual(of("perl -pe 1 a@b"), [[{ noneOf: "-|<>+&", notAtEnd: "|" }, ["a", 0, "b"]]]);
		assert.deepEqual(of("[ @ -gt 1 ] && exit @"), [
			["integer", [0]],
			["integer", [1]],
		]);
	});
});
