import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Runs mocha as a child process that shares our output. If a test fails, this process exits with mocha's code. */
export async function mochaPasses(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
	const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
	const child = spawn(process.execPath, [mocha, ...args], { stdio: "inherit", env: { ...process.env, ...env } });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) process.exit(code ?? 1);
}
