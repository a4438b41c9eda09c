// `npm run test:cli [-- --starts N] [-- --grep TEXT …]`: three files at a time, and then, on its own, the one that
// measures time.
import { parseArgs } from "node:util";
import { mochaPasses } from "../mochaProcess.ts";

const timed = "test/cli/stop.test.ts";
const { values } = parseArgs({ options: { starts: { type: "string" }, grep: { type: "string" } } });
const args = ["--config", "test/cli/.mocharc.json", ...(values.grep ? ["--grep", values.grep] : [])];
const env = values.starts ? { BATCHLINE_STARTS: values.starts } : {};

await mochaPasses([...args, "--parallel", "--jobs", "3", "--ignore", timed, "test/cli/**/*.test.ts"], env);
await mochaPasses([...args, timed], env);
