import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Window } from "../../host/window.ts";

/** Kills the extension host of a window, as a crash would. Needs /proc. */
export function killExtensionHost(window: Window): void {
	// Only the server of this window has its folder among its arguments.
	const folder = join(dirname(window.workspace), "server");
	const processes = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map(Number);
	const servers = new Set(processes.filter((pid) => argumentsOf(pid).includes(`--server-data-dir=${folder}`)));
	const hosts = processes.filter(
		(pid) => argumentsOf(pid).includes("--type=extensionHost") && servers.has(parentOf(pid)),
	);
	assert.equal(hosts.length, 1, "one extension host");
	for (const pid of hosts) process.kill(pid, "SIGKILL");
}

/** Empty for a process that has ended in the meantime. */
function argumentsOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8");
	} catch {
		return "";
	}
}

function parentOf(pid: number): number {
	return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
