// The one entry of the tests in real VS Code: `npm run test:vscode [-- host | window] [--grep TEXT]`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runHostSuites } from "./hostSuites.ts";
import { repository } from "./repository.ts";
import { runWindowSuites } from "./windowSuites.ts";

/** A window that hangs is not waited for longer than this, the install not counted. */
const timeLimitMs = 40 * 60_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: "string" } } });
const parts = { host: runHostSuites, window: runWindowSuites };
const names = Object.keys(parts) as (keyof typeof parts)[];
const unknown = positionals.find((name) => !names.some((known) => known === name));
if (unknown) fail(`Expected "host", "window" or nothing, got "${unknown}".`);
if (!existsSync(join(repository, "dist/extension.cjs")))
	fail('dist/extension.cjs is not there: "npm run build" makes it.');

for (const name of names) {
	if (positionals.length > 0 && !positionals.includes(name)) continue;
	const startedAt = performance.now();
	const passed = await parts[name](values.grep, timeLimitMs);
	console.log(
		`${name} suites ${passed ? "passed" : "FAILED"} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s\n`,
	);
	if (!passed) process.exitCode = 1;
}

function fail(message: string): never {
	console.error(message);
	process.exit(2);
}
