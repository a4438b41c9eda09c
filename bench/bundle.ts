import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { repositoryFile } from "./places.ts";

const outFolder = repositoryFile("out", "bench");
/** Files that our code starts in threads and processes. */
const startedFiles = ["storeThread.cjs", "moduleThread.cjs", "programServer.cjs"];

/** A file of bench/, as bundled. */
export function bundled(name: string): string {
	return join(outFolder, `${name}.js`);
}

/**
 * Bundles the variants, with our own code as it ships: stripping types at the start would cost each process 50 MB and
 * 200 ms. Packages stay outside. Expects dist/ to be built.
 */
export async function bundleVariants(): Promise<void> {
	rmSync(outFolder, { recursive: true, force: true });
	mkdirSync(outFolder, { recursive: true });
	await build({
		entryPoints: ["variantProcess.ts", "slowDisk.ts"].map((name) => repositoryFile("bench", name)),
		outdir: outFolder,
		bundle: true,
		splitting: true,
		platform: "node",
		format: "esm",
		packages: "external",
		define: { BATCHLINE_BUNDLED: "true" },
		logLevel: "warning",
	});
	for (const name of startedFiles) copyFileSync(repositoryFile("dist", name), join(outFolder, name));
}
