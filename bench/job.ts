import { join } from "node:path";
import { systemClock } from "../src/base/clock.ts";
import { readJobText } from "../src/job/file/readJob.ts";
import { startRun } from "../src/job/launch/launch.ts";
import { loudLog } from "./ourRun.ts";

/**
 * Runs a job as the hosts do, from its text to the end of its run.
 * @param folder that the job's paths are relative to
 * @param items that must succeed, as otherwise it would not be the same work
 */
export async function runJob(definition: object, folder: string, scratch: string, items: number): Promise<void> {
	const job = readJobText(JSON.stringify(definition), { file: join(folder, "bench.batch.json"), baseFolder: folder });
	const launched = await startRun(job, {
		runsFolder: join(scratch, "runs"),
		clock: systemClock,
		log: loudLog,
		variableSources: {
			workspaceFolder: folder,
			env: () => undefined,
			config: () => undefined,
			secret: () => undefined,
			secretAdvice: () => "",
		},
	});
	const { state, counts, reason } = await launched.finish();
	if (state === "completed" && counts.succeeded === items) return;
	throw new Error(`The run is ${state} (${reason}) with ${counts.succeeded} of ${items} items succeeded.`);
}
