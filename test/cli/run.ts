// `npm run test:cli [-- --grep TEXT …]`: two files at a time, and then, for itself, what measures how long something takes.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const mocha = fileURLToPath(import.meta.resolve("mocha/bin/mocha.js"));
const timed = "test/cli/stop.test.ts";

for (const which of [
	["--config", "test/cli/.mocharc.json", "--ignore", timed, "--parallel", "--jobs", "2"],
	["--no-config", "--timeout", "240000", "--forbid-only", timed],
]) {
	const child = spawn(process.execPath, [mocha, ...which, ...process.argv.slice(2)], { stdio: "inherit" });
	const [code] = (await once(child, "exit")) as [number | null];
	if (code !== 0) process.exit(code ?? 1);
}
