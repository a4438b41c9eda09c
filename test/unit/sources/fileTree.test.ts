import assert from "node:assert/strict";
import {
	linkSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import fc from "fast-check";
import { files } from "../../../src/sources/files.ts";
import { itemsOf } from "./trialFolder.ts";

/** Of random trees; many more take minutes: `BATCHLINE_TREES=10000`. */
const numRuns = Number(process.env.BATCHLINE_TREES ?? 200);

const names = [
	"a",
	"b c",
	"[id]",
	"[...slug]",
	"(shop)",
	"{x,y}",
	"!x",
	"-rf",
	".dot",
	"ü-文",
	"node_modules",
	".git",
	"it's",
	'q"q',
	"a+b",
	"@m",
	"+(z)",
	"#h",
	"~",
	"$x",
	"a|b",
	"back\\slash",
	"^c",
	"two\nlines",
] as const;

const name = fc.constantFrom(...names);
const folderPath = fc.array(name, { maxLength: 3 }).map((parts) => parts.join("/"));
const filePath = fc
	.tuple(folderPath, name, fc.constantFrom(".txt", ".md", ""))
	.map(([folder, base, ending]) => join(folder, `${base}${ending}`));

/** What is done one after the other to make a tree; what is not possible is left. */
const step = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant("file" as const), path: filePath }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("folder" as const), path: folderPath }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("hardLink" as const), path: filePath, to: fc.nat() }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant("link" as const), path: filePath, to: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("linkOut" as const), path: filePath }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant("linkNowhere" as const), path: filePath }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const spelling = fc.constantFrom("folder", "folder/", "folder/**", "./folder", "folder/**/*", "absolute");
const pattern = fc.oneof(
	fc.record({ kind: fc.constant("all" as const), text: fc.constantFrom("**/*", "**", ".", "./**") }),
	fc.record({ kind: fc.constant("ending" as const) }),
	fc.record({ kind: fc.constant("folder" as const), of: fc.nat(), spelling }),
	fc.record({ kind: fc.constant("file" as const), of: fc.nat() }),
);

/** A pattern, and the same as a plain function. */
interface Asked {
	readonly text: string;
	/** How many parts of the path, which is relative to the tree, the pattern has by their names. */
	matches(path: string): { readonly namedParts: number } | undefined;
	readonly quiet: readonly string[];
}

class Tree {
	readonly path = realpathSync(mkdtempSync(join(tmpdir(), "batchline-tree-")));
	readonly root = join(this.path, "tree");
	readonly files: string[] = [];
	readonly folders: string[] = [];

	constructor(steps: readonly Step[]) {
		mkdirSync(this.root);
		mkdirSync(join(this.path, "outside"));
		writeFileSync(join(this.path, "outside", "x.txt"), "");
		for (const next of steps) {
			try {
				this.#take(next);
			} catch {
				// A file is where a folder would be, or the other way round.
			}
		}
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}

	#take(next: Step): void {
		if (next.path === "") return;
		const path = join(this.root, next.path);
		mkdirSync(next.kind === "folder" ? path : dirname(path), { recursive: true });
		for (let above = dirname(next.path); above !== "."; above = dirname(above)) this.#add(this.folders, above);
		const targets = [...this.files, ...this.folders, "."];
		switch (next.kind) {
			case "file":
				writeFileSync(path, "", { flag: "wx" });
				this.#add(this.files, next.path);
				break;
			case "folder":
				this.#add(this.folders, next.path);
				break;
			case "hardLink":
				linkSync(join(this.root, this.files[next.to % this.files.length] ?? ""), path);
				break;
			case "link": {
				const target = join(this.root, targets[next.to % targets.length] ?? "");
				symlinkSync(relative(dirname(path), target) || ".", path);
				break;
			}
			case "linkOut":
				symlinkSync(join(this.path, "outside"), path);
				break;
			case "linkNowhere":
				symlinkSync("nowhere", path);
		}
	}

	/** Only plain ones: what the walk below does not pass through a link to. */
	#add(list: string[], path: string): void {
		if (list.includes(path)) return;
		if (realpathSync(join(this.root, path)) === join(this.root, path)) list.push(path);
	}
}

function identity(path: string): string {
	const { dev, ino } = statSync(path, { bigint: true });
	return `${dev}:${ino}`;
}

/** Every name of a regular file, by a plain walk. */
function* walk(tree: Tree, follow: boolean, folder = "", chain: readonly string[] = []): Generator<string> {
	const here = realpathSync(join(tree.root, folder));
	for (const entry of readdirSync(join(tree.root, folder), { withFileTypes: true })) {
		const path = join(folder, entry.name);
		if (entry.isFile()) yield path;
		else if (entry.isDirectory()) yield* walk(tree, follow, path, [...chain, here]);
		else if (follow && entry.isSymbolicLink()) {
			const target = statSync(join(tree.root, path), { throwIfNoEntry: false });
			const real = target && realpathSync(join(tree.root, path));
			if (!real?.startsWith(`${tree.root}/`) && real !== tree.root) continue;
			if (target?.isFile()) yield path;
			else if (target?.isDirectory() && ![...chain, here].includes(real))
				yield* walk(tree, follow, path, [...chain, here]);
		}
	}
}

function askedOf(tree: Tree, given: typeof pattern extends fc.Arbitrary<infer T> ? T : never): Asked {
	const quietOf = (text: string) => ["node_modules", ".git"].filter((folder) => !text.split("/").includes(folder));
	if (given.kind === "all") return { text: given.text, matches: () => ({ namedParts: 0 }), quiet: quietOf("") };
	if (given.kind === "ending") {
		// A folder (here: a link to one) stands for all files in it.
		const matches = (path: string) =>
			path.split("/").some((part) => part.endsWith(".txt")) ? { namedParts: 0 } : undefined;
		return { text: "**/*.txt", matches, quiet: quietOf("") };
	}
	const list = given.kind === "file" ? tree.files : tree.folders;
	const path = list[given.of % list.length];
	if (path === undefined) return { text: "**/*", matches: () => ({ namedParts: 0 }), quiet: quietOf("") };
	const namedParts = path.split("/").length;
	const quiet = quietOf(path);
	if (given.kind === "file") {
		return { text: path, matches: (found) => (found === path ? { namedParts } : undefined), quiet };
	}
	const text = given.spelling === "absolute" ? join(tree.root, path) : given.spelling.replace("folder", () => path);
	return { text, matches: (found) => (found.startsWith(`${path}/`) ? { namedParts } : undefined), quiet };
}

/** By the rules of the docs, said once more. */
function isMeant(path: string, asked: readonly Asked[], dot: boolean): boolean {
	return asked.some(({ matches, quiet }) => {
		const match = matches(path);
		if (!match) return false;
		const parts = path.split("/");
		const free = parts.slice(match.namedParts);
		return (dot || !free.some((part) => part.startsWith("."))) && !parts.some((part) => quiet.includes(part));
	});
}

describe("a tree of files", () => {
	it("has each regular file that is meant as one item, as a plain walk finds it", async function () {
		this.timeout(60_000 + numRuns * 200);
		const settings = fc.record({
			patterns: fc.array(pattern, { minLength: 1, maxLength: 3 }),
			dot: fc.boolean(),
			follow: fc.boolean(),
			exclude: fc.option(fc.nat(), { nil: undefined }),
		});
		await fc.assert(
			fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), settings, async (steps, given) => {
				const tree = new Tree(steps);
				try {
					const { dot, follow } = given;
					const asked = given.patterns.map((one) => askedOf(tree, one));
					const excluded = given.exclude === undefined ? undefined : tree.folders[given.exclude % tree.folders.length];
					const wanted = [...walk(tree, follow)].filter(
						(path) => isMeant(path, asked, dot) && (excluded === undefined || !path.startsWith(`${excluded}/`)),
					);
					const glob = asked.map(({ text }) => text);
					const items = await found(
						{ glob, dot, follow, ...(excluded === undefined ? {} : { exclude: excluded }) },
						tree,
					);
					const ids = items.map((path) => identity(join(tree.root, path)));
					assert.deepEqual(ids.toSorted(), [...new Set(wanted.map((path) => identity(join(tree.root, path))))].sort());
					for (const path of items) assert.ok(wanted.includes(path), `${path} is not meant by this name`);
					assert.deepEqual(items, items.toSorted());
				} finally {
					tree.remove();
				}
			}),
			{ numRuns, endOnFailure: true },
		);
	});
});

async function found(settings: object, { root }: Tree): Promise<readonly string[]> {
	const source = await files.open(files.schema.parse(settings), { baseFolder: root });
	return (await itemsOf(source)).map(({ value }) => value as string);
}
