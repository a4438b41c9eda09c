import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { writeReport } from "../../../src/report/writeReport.ts";
import { TrialFolder } from "../job/trialJob.ts";

/** Rejects every third item, and fails the fourth. */
const work = `
export default ({ n }) => {
	if (n === 4) throw new TypeError("not a string");
	if (n % 3 === 0) throw Object.assign(new Error("no | such row"), { name: "ValidationError" });
	if (n === 5) return false;
};`;

describe("the report on rejected items", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
	});

	afterEach(() => folder.dispose());

	const report = async (items: number) => {
		folder.write("work.mjs", work);
		folder.items(items);
		const run = { module: "work.mjs" };
		const job = folder.job({
			items: { jsonl: "items.jsonl" },
			key: "row {{ item.n }}",
			run,
			halt: { firstFailures: 0 },
		});
		const { folder: at, finish } = await startRun(job, folder.options());
		await finish();
		const markdown = folder.read(`${(await writeReport(at)).slice(folder.path.length + 1)}`);
		const json = JSON.parse(folder.read(`${at.slice(folder.path.length + 1)}/report.json`));
		return { markdown, json };
	};

	it("lists them apart from the failed ones, with their place and the place in the module", async () => {
		const { markdown, json } = await report(7);
		const [, failed = "", rejected = ""] = markdown.split(/^## .* items$/m);
		assert.match(failed, /^\| 4 \| row 4 \| items\.jsonl:5 \| not a string \| at work\.mjs:3:21 \| 1 \|$/m);
		assert.doesNotMatch(failed, /no \S+ such row/);
		for (const n of [0, 3, 6]) {
			const row = `| ${n} | row ${n} | items.jsonl:${n + 1} | no \\| such row | at work.mjs:4:39 | 1 |`;
			assert.ok(rejected.includes(row), `${row}\n${rejected}`);
		}
		assert.match(markdown, /\| Failed \| Rejected \| Skipped \|.*\n.*\n\| 7 \| 2 \| 1 \| 3 \| 1 \|/);
		assert.deepEqual(
			json.rejectedItems.map(({ key, message }: { key: string; message: string }) => [key, message]),
			[0, 3, 6].map((n) => [`row ${n}`, "no | such row"]),
		);
		assert.equal(json.failedItems.length, 1);
		assert.ok(
			markdown.includes(`| Results | \`batchline results ${json.runId}\`, or *Open Results…* in VS Code |`),
			markdown,
		);
	});

	it("lists the first hundred, and says of how many", async () => {
		const { markdown, json } = await report(400);
		assert.match(markdown, /^## Rejected items\n\nThe first 100 of 134\.$/m);
		assert.equal(json.rejectedItems.length, 100);
	});
});
