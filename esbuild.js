// Builds every bundle into dist/. `--production` minifies; `--watch` rebuilds and prints the markers that
// the problem matcher in .vscode/tasks.json waits for.
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import * as esbuild from "esbuild";

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const resolve = createRequire(import.meta.url).resolve;

/** @type {esbuild.BuildOptions} */
const common = {
	bundle: true,
	outdir: "dist",
	minify: production,
	sourcemap: production ? false : "linked",
	logLevel: "warning",
	legalComments: "none",
};

/**
 * Piscina starts its threads from a `worker.js` beside itself. In our package such a file would be an ES module, so the
 * bundle gets another name.
 * @type {esbuild.Plugin}
 */
const piscinaWorker = {
	name: "piscina-worker",
	setup(build) {
		build.onLoad({ filter: /piscina[\\/]dist[\\/]index\.js$/ }, async ({ path }) => {
			const source = await readFile(path, "utf8");
			const contents = source.replace("__dirname, 'worker.js'", "__dirname, 'piscinaWorker.cjs'");
			if (contents === source) throw new Error("Piscina names its worker otherwise now.");
			return { contents };
		});
	},
};

/** @type {esbuild.BuildOptions} */
const node = {
	...common,
	platform: "node",
	format: "cjs",
	target: "node22.15",
	// Its CommonJS entry is UMD, whose inner requires are hidden from bundlers: the bundle would miss half of it.
	alias: { "jsonc-parser": "jsonc-parser/lib/esm/main.js" },
	outExtension: { ".js": ".cjs" },
	plugins: [piscinaWorker],
	// Piscina loads this native module, if there is one, to lower a thread's priority, which we don't; and pg another one
	// to be used instead of itself.
	external: ["@napi-rs/nice", "pg-native"],
	// Bundles are CommonJS (VS Code loads them so), where import.meta.url has no value of its own.
	define: { "import.meta.url": "bundleUrl", BATCHLINE_BUNDLED: "true" },
	banner: { js: 'const bundleUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/**
 * Puts what is imported with `import()` into files of its own: VS Code then reads 50 KB to activate us, not 1.4 MB, and
 * the command line no HTTP client before a job asks for it. esbuild splits only ES modules, so each piece is turned into
 * CommonJS afterwards. (VS Code loads ES modules, too, but asks another thread about each import, which takes longer
 * than our whole activation.)
 * @param {string} entry whose name the pieces begin with
 * @returns {esbuild.Plugin}
 */
const inPieces = (entry) => ({
	name: "in-pieces",
	setup({ initialOptions, onEnd }) {
		const { banner, sourcemap } = initialOptions;
		const pieces = { format: "esm", splitting: true, chunkNames: `${entry}-[name]-[hash]` };
		Object.assign(initialOptions, pieces, { write: false, banner: {}, sourcemap: sourcemap && "inline" });
		onEnd(async ({ outputFiles = [] }) => {
			await mkdir("dist", { recursive: true });
			for (const { path, text } of outputFiles) {
				const { code, map } = await esbuild.transform(text, {
					format: "cjs",
					platform: "node",
					target: node.target,
					supported: { "dynamic-import": false },
					banner: banner?.js,
					minify: production,
					sourcemap: sourcemap && "external",
				});
				// An inline map would be read with the code, at each start.
				if (sourcemap) await writeFile(`${path}.map`, map);
				await writeFile(path, sourcemap ? `${code}//# sourceMappingURL=${basename(path)}.map\n` : code);
			}
		});
	},
});

const builds = [
	{
		...node,
		entryPoints: { extension: "src/extension.ts" },
		// Only this bundle may hold `vscode`: anywhere else the import does not resolve and the build fails.
		external: [...node.external, "vscode"],
		plugins: [...node.plugins, inPieces("extension")],
	},
	{ ...node, entryPoints: { cli: "src/cli.ts" }, plugins: [...node.plugins, inPieces("cli")] },
	{
		...node,
		entryPoints: {
			storeThread: "src/store/writer/storeThread.ts",
			moduleThread: "src/operations/module/worker/moduleThread.ts",
			regexThread: "src/operations/replace/regexThread.ts",
			rowThread: "src/sources/rows/rowThread.ts",
			programServer: "src/operations/command/program/programServer.ts",
			piscinaWorker: join(dirname(resolve("piscina")), "worker.js"),
		},
	},
	{
		...common,
		platform: "browser",
		format: "iife",
		target: "chrome134", // VS Code 1.101, the oldest that we support
		entryPoints: { dashboard: "src/dashboard/main.ts" },
	},
];

let building = 0;

/**
 * Prints what the background problem matcher of .vscode/tasks.json reads: one pair of markers for all the builds that
 * run at once, since the matcher takes the first "finished" for the end.
 * @type {esbuild.Plugin}
 */
const markers = {
	name: "watch-markers",
	setup(build) {
		build.onStart(() => {
			if (building++ === 0) console.log("[watch] build started");
		});
		build.onEnd((result) => {
			for (const { text, location } of result.errors) {
				console.error(`✘ [ERROR] ${text}`);
				if (location) console.error(`    ${location.file}:${location.line}:${location.column}:`);
			}
			if (--building === 0) console.log("[watch] build finished");
		});
	},
};

/**
 * The licenses of what is bundled, which ask to come along with every copy.
 * @param {string[]} inputs paths of all bundled files
 */
async function writeNotices(inputs) {
	const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]);
	const notices = [...new Set(folders.filter((folder) => folder !== undefined))].sort().map(async (folder) => {
		const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
		const files = await readdir(folder);
		const file = files.find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
		// Some have it at the end of their README.
		const readme = files.find((entry) => /^readme(\.|$)/i.test(entry));
		const text = file
			? await readFile(join(folder, file), "utf8")
			: readme && /^#+\s*licen[cs]e\b.*/ims.exec(await readFile(join(folder, readme), "utf8"))?.[0];
		if (!text) throw new Error(`${name} has no license text to ship.`);
		return `${name} ${version} (${license})\n\n${text.trim()}\n`;
	});
	await mkdir("dist", { recursive: true });
	await writeFile("dist/THIRD-PARTY-NOTICES.txt", (await Promise.all(notices)).join(`\n${"-".repeat(80)}\n\n`));
}

if (watch) {
	const contexts = await Promise.all(
		builds.map((build) =>
			esbuild.context({ ...build, logLevel: "silent", plugins: [...(build.plugins ?? []), markers] }),
		),
	);
	await Promise.all(contexts.map((context) => context.watch()));
} else {
	await rm("dist", { recursive: true, force: true });
	const results = await Promise.all(builds.map((build) => esbuild.build({ ...build, metafile: true })));
	await writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)));
}
