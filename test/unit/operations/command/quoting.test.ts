import assert from "node:assert/strict";
import fc from "fast-check";
import { CommandTrial, itemOf, runOn } from "./commandTrial.ts";
import { anyText } from "./hostileText.ts";

const nasty = [
	"$(touch pwned)",
	"'; touch pwned; '",
	'"; touch pwned; "',
	"`touch pwned`",
	"a\nb\n",
	"\r\n",
	"-n",
	"--help",
	"",
	" ",
	'"',
	"'",
	"\\",
	"\\\\'\\\"",
	"!",
	"!!",
	"*",
	"~",
	"~root",
	"$HOME ${HOME} $1 $$",
	"%s %n %PATH%",
	"{{ key }} ${secret:token}",
	"| & ; < > ( ) # [ ] { }",
	"\t\x01\x1b[31m\x7f\u0081\u0088",
	"Grüße, 世界 👩‍👩‍👧 e\u0301",
	"x".repeat(100_000),
	`'"\`$\\!`.repeat(16_000),
];
describe("a value in a command", () => {
	const trial = new CommandTrial();
	after(() => trial.dispose());

	for (const value of nasty) {
		const title = JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}… (${value.length})` : value);
		it(`arrives unharmed: ${title}`, async () => {
			const list = await trial.stdout(["printf", "%s\\0", "{{ item }}", "<{{ item }}>"], value);
			assert.equal(list, `${value}\0<${value}>\0`);
			const line = `printf '%s\\0' {{ item }} "<{{ item }}>" '<{{ item }}>' "$(printf '%s.' {{ item }})"`;
			assert.equal(await trial.stdout(line, value), `${value}\0<${value}>\0<${value}>\0${value}.\0`);
			assert.ok(!trial.has("pwned"));
		});
	}

	it("arrives unharmed by way of a tag", async () => {
		const tags = ["{% echo item %}", "{% cycle item, 'b' %}", "{% liquid\necho item %}"];
		const value = "'; touch pwned; '$(touch pwned)";
		const list = await trial.stdout(["printf", "%s.", ...tags], value);
		assert.equal(list, `${value}.`.repeat(3));
		const line = `printf '%s.' ${tags.join(" ")} "${tags[0]}" {% increment n %}`;
		assert.equal(await trial.stdout(line, value), `${list}${value}.0.`);
		assert.ok(!trial.has("pwned"));
		for (const tag of tags) await assert.rejects(trial.stdout(`eval ${tag}`, value), /eval/, tag);
	});

	it("arrives unharmed whatever it is, in each way to quote", async () => {
		const places = Array.from({ length: 10 }, (_, at) => `{{ item[${at}] }}`);
		const ways = [(place: string) => place, (place: string) => `"a ${place} b"`, (place: string) => `'a ${place} b'`];
		const line = await trial.prepare(`printf '%s\\0' ${ways.flatMap((way) => places.map(way)).join(" ")}`);
		const list = await trial.prepare(["printf", "%s\\0", ...places]);
		const texts = fc.array(anyText, { minLength: places.length, maxLength: places.length });
		await fc.assert(
			fc.asyncProperty(texts, async (values) => {
				const quoted = values.map((value) => `a ${value} b`);
				assert.equal((await runOn(list, values)).stdout, values.map((value) => `${value}\0`).join(""));
				const expected = [...values, ...quoted, ...quoted].map((value) => `${value}\0`).join("");
				assert.equal((await runOn(line, values)).stdout, expected);
			}),
			{ numRuns: 15 },
		);
	}).timeout(60_000);

	it("may be a name with anything in it, in lines as people write them", async () => {
		const lines = [
			[
				"printf hi | gzip >{{ item }}.gz; zcat {{ item }}.gz >{{ item | append: '.out' }}; cat {{ item }}.out",
				() => "hi",
			],
			[
				"mkdir -p {{ item }}.d; echo x >{{ item }}.d/f; tar -C {{ item }}.d -cf {{ item }}.t f && tar -tf {{ item }}.t",
				() => "f\n",
			],
			['printf %s {{ item }} >in; mv in "$(echo {{ item }} | tr " " _)"; cat {{ item | replace: " ", "_" }}', String],
			[
				'(echo -n {{ item }}" "; printf "%s\\n" a b|wc -l) >{{ item }}.n; cat {{ item }}.n',
				(name: string) => `${name} 2\n`,
			],
			["[ -f {{ item }}:{{ key }} ] || echo missing {{ key }}", () => "missing k7\n"],
			["if [ ! -e {{ item }}.gone ] ; then echo {{ item }}; fi", (name: string) => `${name}\n`],
			[
				"echo one >{{ item }}; tail -c +{{ index }} <{{ item }} | head -c 3; diff {{ item }} {{ item }} | wc -l",
				() => "0\n",
			],
		] as const;
		for (const [line, expected] of lines) {
			const operation = await trial.prepare(line);
			for (const name of ["plain", "a b", ' it\'s "so" ', "two\nlines", "$(touch pwned) `x` *", "größe; touch pwned"]) {
				assert.equal((await runOn(operation, name)).stdout, expected(name), line);
			}
		}
		assert.ok(!trial.has("pwned"));
	});

	it("is previewed as a line that a shell reads the same", async () => {
		const line = await trial.prepare("printf '%s\\0' {{ item }} \"a {{ item }} b\" 'a {{ item }} b'");
		await fc.assert(
			fc.asyncProperty(anyText, async (value) => {
				const preview = line.preview(itemOf(value)) as string;
				assert.equal(await trial.stdout(["sh", "-c", "{{ item }}"], preview), `${value}\0a ${value} b\0a ${value} b\0`);
			}),
			{ numRuns: 15 },
		);
	}).timeout(60_000);

	it("may come from a variable, and is quoted too", async () => {
		const operation = await trial.prepare("printf '%s|' ${env:FOLDER}/{{ item }}", { "env:FOLDER": "my $(id) folder" });
		assert.equal((await runOn(operation, "a b")).stdout, "my $(id) folder/a b|");
	});

	it("that holds a NUL fails its item, and says what to do", async () => {
		for (const settings of [
			["printf", "{{ item }}"],
			"printf %s {{ item }}",
			{ run: "env", env: { X: "{{ item }}" } },
		]) {
			await assert.rejects(trial.run(settings, "a\0b"), { name: "ValidationError", message: /NUL.*"stdin"/ });
		}
		assert.equal(await trial.stdout({ run: ["cat"], stdin: "{{ item }}" }, "a\0b"), "a\0b");
	});

	it("that the system cannot pass on fails its item, and says what to do", async () => {
		const long = "x".repeat(3_000_000);
		for (const settings of [["printf", "{{ item }}"], "printf %s {{ item }}"]) {
			await assert.rejects(trial.run(settings, long), { name: "ValidationError", code: "E2BIG", message: /"stdin"/ });
		}
		assert.equal(await trial.stdout({ run: "wc -c | tr -d ' '", stdin: "{{ item }}" }, long), "3000000\n");
	});

	it("is masked in a preview where it is a secret, whatever quotes are in it", async () => {
		const operation = await trial.prepare("login ${secret:token} '${secret:token}'", { "secret:token": "it's secret" });
		assert.equal(operation.preview(itemOf(1)), "login '***' '''***'''");
	});
});
