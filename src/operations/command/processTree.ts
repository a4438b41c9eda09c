import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";

/** Time to clean up between being asked to end and being ended, ms. Less than the engine waits for an attempt. */
const graceMs = 2_000;
const lookEveryMs = 20;
/** What was killed is gone by then, but for what nobody reaps, ms. */
const reapMs = 500;

/** Whether the process can be made the leader of a group, by which everything that it starts can be reached. */
export const hasGroups = process.platform !== "win32";

/** Asks a process and all that it has started to end, and sees that they do. */
export async function endTree(pid: number): Promise<void> {
	if (!hasGroups) {
		await once(spawn("taskkill", ["/pid", String(pid), "/T", "/F"], { stdio: "ignore", windowsHide: true }), "close");
		return;
	}
	if (!signalGroup(pid, "SIGTERM") || (await isGoneWithin(graceMs, pid))) return;
	await killTreeAndWait(pid);
}

/** Does not ask first. */
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

/** At once, for when nobody can wait. */
export function killTree(pid: number): void {
	if (hasGroups) signalGroup(pid, "SIGKILL");
	else process.kill(pid);
}

/** False where there is nobody left. */
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
