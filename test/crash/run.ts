// `npm run test:crash [-- --kills N] [--seed N] [--grep TEXT]`: two files at a time, and then, on its own, the one that
// measures time.
import { parseArgs } from "node:util";
import { mochaPasses } from "../mochaProcess.ts";

const timed = "test/crash/slowDisk.test.ts";
const { values } = parseArgs({
	options: { kills: { type: "string" }, seed: { type: "string" }, grep: { type: "string" } },
});
const args = ["--config", "test/crash/.mocharc.json", ...(values.grep ? ["--grep", values.grep] : [])];
const env = {
	...(values.kills ? { BATCHLINE_KILLS: values.kills } : {}),
	...(values.seed ? { BATCHLINE_SEED: values.seed } : {}),
};

await mochaPasses([...args, "--parallel", "--jobs", "2", "--ignore", timed, "test/crash/**/*.test.ts"], env);
await mochaPasses([...args, timed], env);
