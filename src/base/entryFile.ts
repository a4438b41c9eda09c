import { fileURLToPath } from "node:url";

/** Set by esbuild.js; it does not exist when the sources run unbundled, as in unit tests. */
declare const BATCHLINE_BUNDLED: boolean | undefined;

/**
 * The file that one of our threads or processes starts from: its bundle beside ours, or its source when unbundled.
 *
 * @param source URL of that source, relative to the caller's `import.meta.url`
 * @param bundleName name of its bundle in dist/, without the extension
 */
export function entryFile(source: string, callerUrl: string, bundleName: string): string {
	const bundled = typeof BATCHLINE_BUNDLED !== "undefined";
	return fileURLToPath(new URL(bundled ? `./${bundleName}.cjs` : source, callerUrl));
}
