// Runs the tests in a real VS Code: `npm run test:vscode [-- host | window] [--grep TEXT]`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { runHostSuites } from "./hostSuites.ts";
import { repository } from "./repository.ts";
import { runWindowSuites } from "./windowSuites.ts";

/** Suites that hang are ended after this time, which does not include the install. */
const timeLimitMs = 40 * 60_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { grep: { type: "string" } } });
const parts = { host: runHostSuites, window: runWindowSuites };
const names = Object.keys(parts) as (keyof typeof parts)[];
const unknown = positionals.find((name) => !names.some((known) => known === name));
if (unknown) fail(`Expected "host", "window" or nothing, got "${unknown}".`);
if (!existsSync(join(repository, "dist/extension.cjs")))
	fail('dist/extension.cjs does not exist: run "npm run build" first.');

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
