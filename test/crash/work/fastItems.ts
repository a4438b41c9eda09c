// Runs fast items with a real run folder for some seconds, and prints how long the event loop was blocked meanwhile.
import { systemClock } from "../../../src/base/clock.ts";
import { defaultPolicies, Run } from "../../../src/engine/index.ts";
import { RunStore } from "../../../src/store/runStore.ts";
import { numbers } from "../../unit/engine/trialRun.ts";
import { info } from "../../unit/store/trialCommit.ts";
import { LoopDelay } from "./loopDelay.ts";

const [folder = "", durationMs = "3000"] = process.argv.slice(2);

const store = await RunStore.create(folder, info, {});
const commit = store.commit.bind(store);
let commits = 0;
let committingMs = 0;
store.commit = async (what) => {
	const startedAt = performance.now();
	const watermark = await commit(what);
	commits++;
	committingMs += performance.now() - startedAt;
	return watermark;
};
const run = new Run({
	runId: info.runId,
	jobName: info.jobName,
	source: numbers(100_000_000),
	operation: { run: async (item) => item.index, dispose: async () => undefined },
	sinks: [],
	store,
	clock: systemClock,
	log: console,
	policies: { ...defaultPolicies, concurrency: 64 },
});
const delay = new LoopDelay();
const ending = run.start();
// Compilation and allocation at the start are not measured.
setTimeout(() => delay.start(), 500);
setTimeout(() => run.cancel(), Number(durationMs));
const { counts } = await ending;
delay.stop();
await store.close();
const [p50, p99, max] = [0.5, 0.99, 1].map((share) => delay.percentile(share));
console.log(JSON.stringify({ p50, p99, max, items: counts.succeeded, commits, commitMs: committingMs / commits }));
