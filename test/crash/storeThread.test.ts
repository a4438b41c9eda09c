import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withTrial } from "../cli/trial.ts";

const preload = fileURLToPath(new URL("./work/storeThreadDies.mjs", import.meta.url));
const items = 300;

describe("A store whose thread dies in mid-run", () => {
	for (const [how, message] of [
		["exits", /The store's thread has ended \(exit code 7\)/],
		["throws", /The store's thread failed: a bug in the store/],
	] as const) {
		it(
			`ends the run with what was saved, and the run can be resumed: it ${how}`,
			withTrial(async (trial) => {
				trial.writeJob(items, "log(n); await sleep(5); return n;", { batchSize: 5, checkpoint: { everyBatches: 1 } });
				const env = { NODE_OPTIONS: `--import=${preload}`, STORE_THREAD_ENDS: how };
				const died = await trial.start(["run", "trial.batch.json", "--json"], { env }).ended;
				assert.match(died.stderr, message);
				assert.match(died.stderr, /^Resume /m);
				assert.equal(died.code, 3, died.stderr);
				const { succeeded } = JSON.parse(died.stdout);
				assert.ok(succeeded > 0 && succeeded < items, `${succeeded} were saved`);
				const before = trial.lines("log.txt").length;
				const { code, stdout, stderr } = await trial.run("run", "trial.batch.json", "--json");
				assert.deepEqual([code, JSON.parse(stdout).succeeded], [0, items], stderr);
				const again = trial.lines("log.txt").length - items;
				assert.ok(again <= before - succeeded, `${again} ran again, and ${before - succeeded} were in doubt`);
			}),
		);
	}
});
