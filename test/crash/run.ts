// `npm run test:crash [-- --kills N] [--seed N] [--grep TEXT]`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
	options: { kills: { type: "string" }, seed: { type: "string" }, grep: { type: "string" } },
});
const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
const args = [mocha, "--config", "test/crash/.mocharc.json", ...(values.grep ? ["--grep", values.grep] : [])];
const child = spawn(process.execPath, args, {
	stdio: "inherit",
	env: {
		...process.env,
		...(values.kills ? { BATCHLINE_KILLS: values.kills } : {}),
		...(values.seed ? { BATCHLINE_SEED: values.seed } : {}),
	},
});
const [code] = (await once(child, "exit")) as [number | null];
process.exit(code ?? 1);
