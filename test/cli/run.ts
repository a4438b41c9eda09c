// `npm run test:cli [-- --grep TEXT …]`: two files at a time, and then, on its own, the one that measures time.
import { mochaPasses } from "../mochaProcess.ts";

const timed = "test/cli/stop.test.ts";
const args = ["--config", "test/cli/.mocharc.json", ...process.argv.slice(2)];

await mochaPasses([...args, "--parallel", "--jobs", "2", "--ignore", timed, "test/cli/**/*.test.ts"]);
await mochaPasses([...args, timed]);
