import { isBuiltin } from "node:module";
import { UsageError } from "../base/usageError.ts";

/** @throws UsageError for a Node that does not have `node:sqlite`, in which runs are kept */
export function assertNodeVersion(): void {
	if (isBuiltin("node:sqlite")) return;
	const { version, execPath } = process;
	throw new UsageError({
		message: `Batchline needs Node 22.15 or newer; this is ${version} (${execPath}).`,
		suggestion: "Install it from https://nodejs.org.",
	});
}
