import { fileURLToPath } from "node:url";

/** Set by esbuild.js. Where the sources run as they are, as in unit tests, it does not exist. */
declare const BATCHLINE_BUNDLED: boolean | undefined;

/**
 * The file that a thread or a process of ours starts from: its bundle beside ours, or its source while unbundled.
 *
 * @param source URL of that source, relative to the caller's `import.meta.url`
 * @param bundleName name of its bundle in dist/, without ending
 */
export function entryFile(source: string, callerUrl: string, bundleName: string): string {
	const bundled = typeof BATCHLINE_BUNDLED !== "undefined";
	return fileURLToPath(new URL(bundled ? `./${bundleName}.cjs` : source, callerUrl));
}
