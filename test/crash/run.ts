// `npm run test:crash [-- --kills N] [--seed N] [--grep TEXT]`
import { parseArgs } from "node:util";
import { mochaPasses } from "../mochaProcess.ts";

const { values } = parseArgs({
	options: { kills: { type: "string" }, seed: { type: "string" }, grep: { type: "string" } },
});
await mochaPasses(["--config", "test/crash/.mocharc.json", ...(values.grep ? ["--grep", values.grep] : [])], {
	...(values.kills ? { BATCHLINE_KILLS: values.kills } : {}),
	...(values.seed ? { BATCHLINE_SEED: values.seed } : {}),
});
