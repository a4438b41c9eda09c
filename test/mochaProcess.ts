import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** Runs mocha beside us, its output ours. Ends this process with its code where a test fails. */
export async function mochaPasses(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<void> {
	const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
	const child = spawn(process.execPath, [mocha, ...args], { stdio: "inherit", env: { ...process.env, ...env } });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) process.exit(code ?? 1);
}
