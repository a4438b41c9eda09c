import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { workFile } from "./places.ts";

/**
 * Gives `work` the origin of a server in a process of its own.
 * @param command a file of bench/work, and its arguments
 */
export async function withServer<T>(
	work: (origin: string) => Promise<T>,
	[file, ...args]: readonly [string, ...string[]] = ["server.mjs"],
): Promise<T> {
	const server = spawn(process.execPath, [workFile(file), ...args], { stdio: ["pipe", "pipe", "inherit"] });
	try {
		const [port] = await once(createInterface({ input: server.stdout }), "line");
		return await work(`http://127.0.0.1:${port}`);
	} finally {
		server.stdin.end();
		await once(server, "close");
	}
}
