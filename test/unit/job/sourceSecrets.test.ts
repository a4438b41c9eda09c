import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UsageError } from "../../../src/base/usageError.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { TrialFolder } from "./trialJob.ts";

describe("secrets and variables of a source", () => {
	const folder = new TrialFolder();
	after(() => folder.dispose());
	const run = { command: ["true"] };
	const secret = "sesame open up";
	const options = () => {
		const plain = folder.options();
		return { ...plain, variableSources: { ...plain.variableSources, secret: () => secret } };
	};

	before(() => {
		const database = new DatabaseSync(folder.file("shop.db"));
		database.exec("CREATE TABLE t (id INTEGER, owner TEXT)");
		const insert = database.prepare("INSERT INTO t VALUES (?, ?)");
		for (const [id, owner] of [
			[1, secret],
			[2, "other"],
			[3, secret],
		] as const)
			insert.run(id, owner);
		database.close();
	});

	it("may be values for a query, and are kept nowhere", async () => {
		const query = "SELECT id FROM t WHERE owner = ? ORDER BY id";
		const items = { sqlite: { path: "shop.db", query, params: ["${secret:owner}"] } };
		const { finish, folder: runFolder } = await startRun(folder.job({ items, run }), options());
		const { counts } = await finish();
		assert.equal(counts.succeeded, 2);
		const files = readdirSync(runFolder).map((name) => readFileSync(join(runFolder, name)));
		assert.ok(files.length > 2);
		for (const bytes of files) assert.equal(bytes.includes(secret), false);
	});

	const refused: readonly (readonly [what: string, items: object, message: RegExp])[] = [
		[
			"a secret in a path",
			{ sqlite: { path: "${secret:owner}.db", query: "SELECT 1 AS a" } },
			/secret cannot be used in "items"/,
		],
		["a secret in what others read", { lines: "${secret:owner}.txt" }, /secret cannot be used in "items"/],
		[
			"any variable in a query",
			{ sqlite: { path: "shop.db", query: "SELECT ${env:GREETING}" } },
			/would become a part of the query\. Write a parameter/,
		],
	];
	it(`are refused before the run where it is ${refused.map(([what]) => what).join(", or ")}`, async () => {
		for (const [what, items, message] of refused) {
			await assert.rejects(planJob(folder.job({ items, run }), { ...options(), runId: "r" }), (error: UsageError) => {
				assert.ok(error instanceof UsageError, what);
				assert.match(error.message, message);
				return true;
			});
		}
	});
});
