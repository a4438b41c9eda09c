// Preloaded into a process: at its end, writes the memory and processor time that it used.
import { writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";

if (isMainThread) {
	process.on("exit", () => {
		const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
		const taken = { peakBytes: maxRSS * 1024, cpuMs: (userCPUTime + systemCPUTime) / 1_000 };
		writeFileSync(process.env.BENCH_TAKEN_FILE, JSON.stringify(taken));
	});
}
