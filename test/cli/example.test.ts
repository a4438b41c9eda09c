import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import manifest from "../../package.json" with { type: "json" };
import { withTrial } from "./trial.ts";

const example = fileURLToPath(new URL("../../examples/license-audit/", import.meta.url));

describe("The example", () => {
	it(
		"lists the licenses of this repository's packages",
		withTrial(async (trial) => {
			const args = ["run", `${example}license-audit.batch.json`, "--json", "--state-dir", trial.file("state")];
			const { code, stdout, stderr } = await trial.run(...args);
			assert.equal(code, 0, stderr);
			const { succeeded, skipped, failed, runId } = JSON.parse(stdout);
			assert.ok(succeeded > 200 && skipped > 0 && failed === 0, stdout);
			const results = trial.records(`state/runs/${runId}/results.jsonl`);
			const commander = results.find(({ key }) => key === "../../node_modules/commander/package.json");
			const version = manifest.devDependencies.commander;
			assert.deepEqual(commander?.result, { name: "commander", version, license: "MIT", isKnown: true });
		}),
	);

	it("recognizes a license", async () => {
		const { isLicense } = await import(`${example}spdx.mjs`);
		for (const text of ["MIT", "(MIT OR Apache-2.0)", "ISC AND (MIT OR GPL-2.0-only WITH Classpath-exception-2.0)"]) {
			assert.ok(isLicense(text), text);
		}
		for (const text of ["", "SEE LICENSE IN LICENSE.txt", "MIT OR", "(MIT", "MIT)", "MIT ISC", "UNLICENSED", "WITH"]) {
			assert.ok(!isLicense(text), text);
		}
	});
});
