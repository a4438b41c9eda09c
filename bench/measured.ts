import type { Measured } from "./measurement.ts";

/** @returns items/s, and the memory and processor time that this process used */
export async function itemsPerSecond(items: number, work: () => Promise<unknown>): Promise<Measured> {
	const ms = await milliseconds(work);
	return { ...ms, value: items / (ms.value / 1_000) };
}

/** @returns ms, and the memory and processor time that this process used */
export async function milliseconds(work: () => Promise<unknown>): Promise<Measured> {
	const cpuBefore = process.cpuUsage();
	const startedAt = performance.now();
	await work();
	const value = performance.now() - startedAt;
	const { user, system } = process.cpuUsage(cpuBefore);
	return { value, peakBytes: process.resourceUsage().maxRSS * 1024, cpuMs: (user + system) / 1_000 };
}
