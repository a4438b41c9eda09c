import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** Time to clean up between SIGTERM and SIGKILL, ms. Less than the engine waits for an aborted attempt. */
const graceMs = 2_000;
const lookEveryMs = 20;
/** Killed processes are gone by then, except for those that nobody reaps, ms. */
const reapMs = 500;

/** Whether a process can lead a group, through which everything that it starts can be signaled. */
export const hasGroups = process.platform !== "win32";

/** Asks a process and everything that it has started to end, and makes sure that they do. */
export async function endTree(pid: number): Promise<void> {
	if (!hasGroups) {
		await once(spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }), "close");
		return;
	}
	if (!signalGroup(pid, "SIGTERM") || (await isGoneWithin(graceMs, pid))) return;
	await killTreeAndWait(pid);
}

/** Like {@link endTree}, but does not ask first. */
export async function killTreeAndWait(pid: number): Promise<void> {
	killTree(pid);
	if (hasGroups) await isGoneWithin(reapMs, pid);
}

async function isGoneWithin(limitMs: number, pid: number): Promise<boolean> {
	const deadline = performance.now() + limitMs;
	while (signalGroup(pid, 0)) {
		if (performance.now() >= deadline) return false;
		await delay(lookEveryMs);
	}
	return true;
}

/** Synchronous, for when our own process exits. */
export function killTree(pid: number): void {
	if (hasGroups) signalGroup(pid, "SIGKILL");
	else process.kill(pid);
}

/** @returns whether anything is left that can be signaled */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(-leader, signal);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		// EPERM: what is left has changed its user, or (macOS) is only waiting to be reaped. Neither can be ended.
		if (code === "ESRCH" || code === "EPERM") return false;
		throw error;
	}
}
