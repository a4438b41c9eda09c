import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What Node has compiled once is not compiled again by each of the hundreds of processes and threads of a suite. */
const NODE_COMPILE_CACHE = fileURLToPath(import.meta.resolve("../out/compile-cache"));

/** Runs mocha as a child process that shares our output. If a test fails, this process exits with mocha's code. */
export async function mochaPasses(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
	const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
	const child = spawn(process.execPath, [mocha, ...args], {
		stdio: "inherit",
		env: { ...process.env, NODE_COMPILE_CACHE, ...env },
	});
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) process.exit(code ?? 1);
}
