import { spawn } from "node:child_process";
import { once } from "node:events";

/** Runs a program to its end, and ignores its output. @throws when it fails */
export async function runProgram(
	program: string,
	args: readonly string[],
	options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<void> {
	const child = spawn(program, args, {
		cwd: options.cwd,
		env: { ...process.env, ...options.env },
		stdio: ["ignore", "ignore", "inherit"],
	});
	const [code, signal] = await once(child, "close");
	if (code !== 0) throw new Error(`${program} ended with ${code ?? signal}.`);
}
