import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { RunReader } from "../../../src/store/runReader.ts";
import { TrialFolder } from "./trialJob.ts";

describe("Rows that cannot be read", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("rows.csv", 'n,text\n1,one\n2\n3,"three" x\n4,four\n');
		folder.write("work.mjs", "export default ({ n }) => n;");
	});

	afterEach(() => folder.dispose());

	async function outcomesWith(errors: object | undefined) {
		const job = folder.job({ items: { csv: "rows.csv" }, run: { module: "work.mjs" }, errors });
		const { folder: at, finish } = await startRun(job, folder.options());
		const { state } = await finish();
		const reader = new RunReader(at);
		const found = reader.failures({}, { limit: 10 }).map(({ item, outcome, failure }) => {
			return [item.location?.line, outcome, failure.category, failure.name];
		});
		reader.dispose();
		return { state, found };
	}

	it("fail at once, as RowError", async () => {
		assert.deepEqual(await outcomesWith(undefined), {
			state: "completedWithFailures",
			found: [
				[3, "failed", "fail", "RowError"],
				[4, "failed", "fail", "RowError"],
			],
		});
	});

	it("are rejected by a rule with that name, or one over their message", async () => {
		assert.deepEqual((await outcomesWith({ skip: ["RowError"] })).found, [
			[3, "rejected", "skip", "RowError"],
			[4, "rejected", "skip", "RowError"],
		]);
		assert.deepEqual((await outcomesWith({ skip: ["/quote/"] })).found, [
			[3, "failed", "fail", "RowError"],
			[4, "rejected", "skip", "RowError"],
		]);
	});

	it("end the run where a rule says so", async () => {
		const { state, found } = await outcomesWith({ fatal: ["RowError"] });
		assert.equal(state, "halted");
		assert.deepEqual(found[0], [3, "failed", "fatal", "RowError"]);
	});
});
