import { availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";

/** A load average per core above this leaves too little of the machine for the measurement. */
const quietLoadPerCore = 0.5;

/** `2 cores (AMD EPYC 7B13), 24 GB, Linux 6.18` */
export function machineText(): string {
	const model = cpus()[0]?.model.trim() || "unknown processor";
	const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
	return `${availableParallelism()} cores (${model}), ${memory}, ${type()} ${release()}`;
}

/** Processes that wanted to run, on average over the last minute. */
export function load(): number {
	return loadavg()[0] ?? 0;
}

export function isQuiet(load: number): boolean {
	return load <= quietLoadPerCore * availableParallelism();
}
