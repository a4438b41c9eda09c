import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, linkSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { files } from "../../../src/sources/files.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

describe("items from files", () => {
	const folder = new TrialFolder();
	before(() => {
		for (const name of [
			"src/b.ts",
			"src/a.ts",
			"src/Z.ts",
			"src/deep/c.ts",
			"src/deep/d.md",
			"app/[id]/page.tsx",
			"app/d/page.tsx",
			"node_modules/pkg/index.ts",
			".git/config.ts",
		]) {
			folder.write(name, "");
		}
	});
	after(() => folder.remove());

	const paths = async (settings: unknown) => (await folder.items(files, settings)).map(({ value }) => value);

	it("have their path from the base folder as value and key, and the absolute one as location", async () => {
		const [item] = await folder.items(files, "src/deep/*.md");
		assert.deepEqual(item, {
			index: 0,
			key: "src/deep/d.md",
			value: "src/deep/d.md",
			location: { file: join(folder.path, "src/deep/d.md"), line: undefined },
			problem: undefined,
		});
	});

	it("come in the same order always, without node_modules and .git", async () => {
		const source = await folder.open(files, "**/*.ts");
		assert.equal(source.summary, "4 files: **/*.ts");
		assert.deepEqual(source.total(), { count: 4, exact: true });
		const sorted = ["src/Z.ts", "src/a.ts", "src/b.ts", "src/deep/c.ts"];
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			sorted,
		);
		assert.deepEqual(
			(await itemsOf(source)).map(({ value }) => value),
			sorted,
		);
	});

	it("are looked for in node_modules where a pattern names it", async () => {
		assert.deepEqual(await paths("node_modules/**/*.ts"), ["node_modules/pkg/index.ts"]);
	});

	it("are those of several patterns, each once, without what is excluded", async () => {
		assert.deepEqual(await paths({ glob: ["src/*.ts", "src/a.ts", "src/deep/**"], exclude: "**/b.ts" }), [
			"src/Z.ts",
			"src/a.ts",
			"src/deep/c.ts",
			"src/deep/d.md",
		]);
		assert.deepEqual(await paths({ glob: "src/*.ts", exclude: ["src/a*", "src/b*"] }), ["src/Z.ts"]);
	});

	it("are all below a folder that is named", async () => {
		assert.deepEqual(await paths("src/deep"), ["src/deep/c.ts", "src/deep/d.md"]);
	});

	it("may be named by absolute paths, inside the base folder and outside", async () => {
		assert.deepEqual(await paths(join(folder.path, "src/deep/*.ts")), ["src/deep/c.ts"]);
		const other = new TrialFolder();
		try {
			const file = other.write("x.txt", "");
			const [item] = await folder.items(files, `${other.path}/*.txt`);
			assert.equal(item?.location?.file, file);
		} finally {
			other.remove();
		}
	});

	it("may have characters of patterns in their names", async () => {
		assert.deepEqual(await paths("app/[id]/page.tsx"), ["app/[id]/page.tsx"]);
		assert.deepEqual(await paths("app/[id]"), ["app/[id]/page.tsx"]);
		assert.deepEqual(await paths("app/[a-z]/page.tsx"), ["app/d/page.tsx"]);
	});

	it("are those of folders that exist by the name in the pattern, brackets and all, and no others", async () => {
		const other = new TrialFolder();
		const names = async (settings: unknown) => (await other.items(files, settings)).map(({ value }) => value);
		try {
			for (const name of [
				"app/(shop)/cart/p.tsx",
				"app/shop/p.tsx",
				"app/[[...all]]/p.tsx",
				"app/l/p.tsx",
				"{x}/p.tsx",
				"x/p.tsx",
				"!x/p.tsx",
				"routes/one/[id]/p.tsx",
				"routes/one/i/p.tsx",
				"routes/two/d/p.tsx",
				'say "hi"/p.tsx',
				"-rf/p.tsx",
			]) {
				other.write(name, "");
			}
			assert.deepEqual(await names("app/(shop)/**"), ["app/(shop)/cart/p.tsx"]);
			assert.deepEqual(await names("app/[[...all]]/*.tsx"), ["app/[[...all]]/p.tsx"]);
			assert.deepEqual(await names("{x}/*"), ["{x}/p.tsx"]);
			assert.deepEqual(await names("!x/*"), ["!x/p.tsx"]);
			assert.deepEqual(await names(["{x,app}/*.tsx", "!x"]), ["!x/p.tsx", "x/p.tsx"]);
			assert.deepEqual(await names(["*/*.tsx", "!{x}/**", "!-rf"]), ["!x/p.tsx", 'say "hi"/p.tsx', "x/p.tsx"]);
			assert.deepEqual(await names("routes/*/[id]/*.tsx"), ["routes/one/[id]/p.tsx"]);
			assert.deepEqual(await names("**/[id]/**"), ["routes/one/[id]/p.tsx"]);
			assert.deepEqual(await names("routes/*/[a-f]/*.tsx"), ["routes/two/d/p.tsx"]);
			assert.deepEqual(await names('say "hi"/**'), ['say "hi"/p.tsx']);
			assert.deepEqual(await names("-rf"), ["-rf/p.tsx"]);
			assert.deepEqual(await names({ glob: "app/**", exclude: ["app/(shop)/**", "app/[[...all]]"] }), [
				"app/l/p.tsx",
				"app/shop/p.tsx",
			]);
		} finally {
			other.remove();
		}
	});

	it("are left out of node_modules for every pattern that does not name this very folder", async () => {
		const other = new TrialFolder();
		const names = async (settings: unknown) => (await other.items(files, settings)).map(({ value }) => value);
		try {
			for (const name of ["docs/about-node_modules.js", "node_modules.js", "src/a.js", "x.git/a.js"])
				other.write(name, "");
			for (const name of ["node_modules/p/i.js", "src/node_modules/q/i.js", ".git/hooks/h.js"]) other.write(name, "");
			const own = ["docs/about-node_modules.js", "node_modules.js", "src/a.js", "x.git/a.js"];
			assert.deepEqual(await names(["**/*.js", "docs/about-node_modules.js", "node_modules.js"]), own);
			assert.deepEqual(await names({ glob: ["**/*.js", "*node_modules*", "x.git/**"], dot: true }), own);
			assert.deepEqual(await names(["src/**", "node_modules/p/*"]), ["node_modules/p/i.js", "src/a.js"]);
			assert.deepEqual(await names("**/node_modules/**"), ["node_modules/p/i.js", "src/node_modules/q/i.js"]);
			assert.deepEqual(await names("{src,node_modules}/*/i.js"), ["node_modules/p/i.js"]);
			assert.deepEqual(await names(".git/hooks"), [".git/hooks/h.js"]);
		} finally {
			other.remove();
		}
	});

	describe("with several names", () => {
		const linked = new TrialFolder();
		before(() => {
			linked.write("d/a.txt", "");
			linked.write("d/sub/c.txt", "");
			linked.write("e/f.txt", "");
			symlinkSync("a.txt", join(linked.path, "d/0-link.txt"));
			linkSync(join(linked.path, "d/a.txt"), join(linked.path, "d/b-hard.txt"));
			symlinkSync("../e", join(linked.path, "d/to-e"));
			symlinkSync("..", join(linked.path, "d/up"));
			symlinkSync("/etc", join(linked.path, "d/etc"));
			symlinkSync("nowhere.txt", join(linked.path, "d/broken.txt"));
		});
		after(() => linked.remove());

		const values = async (settings: unknown) => (await linked.items(files, settings)).map(({ value }) => value);
		const notes = async (settings: unknown) => (await linked.open(files, settings)).notes;

		it("are one item, by the name that is no link and comes first", async () => {
			assert.deepEqual(await values(["d/*.txt", "./d/a.txt", "d/../d/a.txt", join(linked.path, "d/*.txt")]), [
				"d/a.txt",
			]);
			assert.deepEqual(await values({ glob: "d/*.txt", follow: true }), ["d/a.txt"]);
			assert.deepEqual(await notes("d/*-hard.txt"), []);
			assert.deepEqual(await notes(["d/a.txt", "d/b-hard.txt"]), [
				"1 name was left out, as its file is an item by another name: d/b-hard.txt.",
			]);
		});

		it("are not followed, and counted, unless the job asks for it or names the link", async () => {
			assert.deepEqual(await values("d/**/*.txt"), ["d/a.txt", "d/sub/c.txt"]);
			assert.match(
				(await notes("d/**/*.txt"))?.[0] ?? "",
				/^5 links were left out: d\/0-link\.txt, d\/broken\.txt, d\/etc and 2 more\. "follow": true/,
			);
			assert.deepEqual(await values("d/to-e/*.txt"), ["d/to-e/f.txt"]);
			assert.deepEqual(await values("d/0-link.txt"), ["d/0-link.txt"]);
		});

		it("are followed inside of the folder only, and never in a circle", async () => {
			assert.deepEqual(await values({ glob: "d/**/*.txt", follow: true }), ["d/a.txt", "d/sub/c.txt", "d/to-e/f.txt"]);
			assert.deepEqual(await notes({ glob: "d/**/*.txt", follow: true }), [
				"1 link was left out, as it leads out of the folder: d/etc.",
				"1 link was left out, as it leads nowhere: d/broken.txt.",
				"2 names were left out, as their files are items by other names: d/0-link.txt, d/b-hard.txt.",
			]);
		});
	});

	describe("that are left out", () => {
		const other = new TrialFolder();
		before(() => {
			for (const name of ["x.yml", ".env.yml", ".github/workflows/ci.yml", "a/.b/c.yml", ".keep"])
				other.write(name, "");
		});
		after(() => other.remove());

		const values = async (settings: unknown) => (await other.items(files, settings)).map(({ value }) => value);
		const notes = async (settings: unknown) => (await other.open(files, settings)).notes;

		it("are counted if a dot is what keeps them out, and are taken with a word", async () => {
			assert.deepEqual(await values("**/*.yml"), ["x.yml"]);
			assert.deepEqual(await notes("**/*.yml"), [
				'3 files were left out, as their names, or those of folders they are in, begin with a dot: .env.yml, .github/workflows/ci.yml, a/.b/c.yml. "dot": true takes them.',
			]);
			assert.deepEqual(await values({ glob: "**/*.yml", dot: true }), [
				".env.yml",
				".github/workflows/ci.yml",
				"a/.b/c.yml",
				"x.yml",
			]);
			assert.deepEqual(await notes({ glob: "**/*.yml", dot: true }), []);
			assert.deepEqual(await values([".github", "a/.*/*", ".env.yml"]), [
				".env.yml",
				".github/workflows/ci.yml",
				"a/.b/c.yml",
			]);
			assert.deepEqual(await notes(["**/*.yml", ".github/**", ".*.yml"]), [
				'1 file was left out, as its name, or that of a folder it is in, begins with a dot: a/.b/c.yml. "dot": true takes them.',
			]);
		});

		it("are told if what should leave them out, or find them, does not", async () => {
			assert.deepEqual(await notes({ glob: ["*.yml", "*.yaml"], exclude: ["x.yaml", "node_modules/**"], dot: true }), [
				'The pattern "*.yaml" matches nothing.',
				'The exclude "x.yaml" leaves nothing out.',
			]);
			assert.deepEqual(await notes({ glob: "**/*.yml", exclude: ["a/**", ".github"], dot: true }), []);
			assert.deepEqual(await values({ glob: ["x.yml", ".env.yml"], exclude: ".env.*" }), ["x.yml"]);
			assert.deepEqual(await notes({ glob: ["x.yml", ".env.yml"], exclude: ".env.*" }), []);
		});

		it("are counted if the system cannot reach them", async () => {
			const deep = new TrialFolder();
			try {
				deep.write("x.yml", "");
				const part = "n".repeat(250);
				const steps = `for (let at = 0; at < 17; at++) { fs.mkdirSync("${part}"); process.chdir("${part}"); }`;
				execFileSync(process.execPath, ["-e", `${steps} fs.writeFileSync("y.yml", "");`], { cwd: deep.path });
				const source = await deep.open(files, "**/*.yml");
				assert.deepEqual(source.total(), { count: 1, exact: true });
				assert.match(source.notes?.join() ?? "", /^1 path was left out, as it is too long for the system: n+…/);
			} finally {
				execFileSync("rm", ["-rf", deep.path]);
			}
		});

		it("are counted if they may not be read", async function () {
			if (process.getuid?.() === 0) this.skip();
			const shut = new TrialFolder();
			try {
				shut.write("x.yml", "");
				chmodSync(shut.write("y.yml", ""), 0);
				chmodSync(dirname(shut.write("shut/z.yml", "")), 0);
				const source = await shut.open(files, "**/*.yml");
				assert.deepEqual(source.total(), { count: 1, exact: true });
				assert.deepEqual(source.notes, ["2 files or folders were left out, as they cannot be read: shut, y.yml."]);
			} finally {
				chmodSync(join(shut.path, "shut"), 0o700);
				shut.remove();
			}
		});
	});

	it("are none if none matches, which suggests the name that was meant", async () => {
		const why = async (settings: unknown) => {
			const source = await folder.open(files, settings);
			assert.deepEqual(source.total(), { count: 0, exact: true });
			return source.whyEmpty;
		};
		const missing = await why("srcs/**/*.ts");
		assert.equal(missing?.message, `No file matches "srcs/**/*.ts" in ${folder.path}.`);
		assert.equal(missing?.suggestion, 'Did you mean "src"?');
		assert.deepEqual(missing?.path, []);
		const named = await why({ glob: ["src/a.tsx"] });
		assert.equal(named?.suggestion, 'Did you mean "a.ts"?');
		assert.deepEqual(named?.path, ["glob"]);
		assert.match((await why("*.ts"))?.suggestion ?? "", /"\*\*\/" looks into its folders/);
		assert.equal((await why("elsewhere/*"))?.suggestion, `${join(folder.path, "elsewhere")} does not exist.`);
		assert.match((await why({ glob: "src/*.ts", exclude: "src/**" }))?.message ?? "", /left out by "exclude"\.$/);
	});
});
