// `npm run test:unit [-- --grep TEXT]`
import { parseArgs } from "node:util";
import { mochaPasses } from "../mochaProcess.ts";

const { values } = parseArgs({ options: { grep: { type: "string" } } });
await mochaPasses(values.grep ? ["--grep", values.grep] : []);
