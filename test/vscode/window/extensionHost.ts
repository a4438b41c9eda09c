import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Window } from "../../host/window.ts";

/** Kills the extension host of a window as a crash does. Where there is /proc alone. */
export function killExtensionHost(window: Window): void {
	// The server of this window, and no other, has its folder among its arguments.
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

/** Empty for a process that has ended meanwhile. */
function argumentsOf(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8");
	} catch {
		return ""; // it has ended since it was listed
	}
}

function parentOf(pid: number): number {
	return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);
}
