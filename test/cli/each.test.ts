import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { withTrial } from "./trial.ts";

const cli = fileURLToPath(new URL("../../dist/cli.cjs", import.meta.url));

describe("batchline each, in a pipe", () => {
	it(
		"gives what GNU parallel gives, byte for byte, and stops where the reader is gone",
		withTrial(async (trial) => {
			const batchline = `"${process.execPath}" "${cli}"`;
			const line = `seq 200 | ${batchline} each -j 8 -k -- echo {}`;
			const whole = await trial.spawn("sh", ["-c", line]).ended;
			const numbers = Array.from({ length: 200 }, (_, at) => `${at + 1}\n`).join("");
			assert.deepEqual([whole.code, whole.stdout, whole.stderr], [0, numbers, ""]);
			// Each writes more than a pipe holds.
			const long = `(seq 200 | ${batchline} each -j 2 'head -c 100000 /dev/zero; echo {}'; echo "$?" > status) | head -c 10`;
			const head = await trial.spawn("sh", ["-c", long]).ended;
			assert.equal(head.stdout.length, 10);
			assert.equal(trial.read("status"), "141\n");
			assert.match(head.stderr, /was cancelled/);
		}),
	);
});
