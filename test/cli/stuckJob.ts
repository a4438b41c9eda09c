import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Trial } from "./trial.ts";

export const jobFile = "trial.batch.json";

/** Items of a {@link writeStuckJob} that are under way when it is stuck. */
export const atATime = 4;

/** A job whose items from `stuckAt` on do not end until the file `go` exists. Each logs its number when it starts. */
export function writeStuckJob(trial: Trial, items: number, stuckAt: number, more: object = {}): void {
	const work = `
		log(n);
		if (n >= ${stuckAt} && !existsSync(go)) { console.log("stuck at " + n + "."); await new Promise(() => {}); }
		return n;`;
	trial.writeJob(items, work, { concurrency: atATime, output: { jsonl: "out.jsonl", order: "completion" }, ...more });
	const head = `import { existsSync } from "node:fs"; const go = ${JSON.stringify(trial.file("go"))};`;
	trial.write("work.mjs", `${head}\n${trial.read("work.mjs")}`);
}

/** Runs the job until it is stuck, ends it as a power cut would, and lets the next run get past that. */
export async function killStuck(trial: Trial, stuckAt: number): Promise<void> {
	const running = trial.start(["run", jobFile]);
	// Where starts are recorded, all before is on disk by then: a start is written with the outcomes before it.
	for (let n = stuckAt; n < stuckAt + atATime; n++) await running.says(`stuck at ${n}.`);
	running.kill("SIGKILL");
	await once(running.process, "exit");
	await running.ended;
	trial.write("go", "");
}

/** What a refused command must not have touched; results are those of the oldest run. */
export function stateOf(trial: Trial) {
	const [runId = ""] = trial.runs;
	const results = readFileSync(trial.file(`.batchline/runs/${runId}/results.jsonl`), "utf8");
	return { runs: trial.runs, results, output: trial.lines("out.jsonl"), log: trial.lines("log.txt") };
}
