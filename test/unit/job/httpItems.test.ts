import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { UsageError } from "../../../src/base/usageError.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import { retryRun } from "../../../src/job/launch/retry/retryRun.ts";
import { planJob } from "../../../src/job/plan/plan.ts";
import { PageServer } from "../sources/pageServer.ts";
import { TrialFolder } from "./trialJob.ts";

describe("a job over an API's pages", () => {
	const secret = "s3cr3t-token";
	const folder = new TrialFolder();
	let server: PageServer;
	before(async () => {
		server = await PageServer.start();
	});
	after(() => {
		server.stop();
		folder.dispose();
	});
	const passing = () => readdirSync(tmpdir()).filter((name) => name.startsWith("batchline-items-"));

	it("sends secrets and keeps none; a retry takes the values as they are now, and leaves nothing behind", async () => {
		let text = "bad";
		const sent: (string | undefined)[] = [];
		server.answer((url, { headers }) => {
			sent.push(headers.authorization);
			const start = Number(url.searchParams.get("skip") ?? 0);
			return [1, 2, 3].slice(start, start + 2).map((id) => ({ id, text: id === 2 ? text : "good" }));
		});
		const headers = { authorization: "Bearer ${secret:token}" };
		const items = { http: { url: `${server.origin}/posts?key=\${secret:token}`, headers, next: { offset: "skip" } } };
		const run = { command: ["test", "{{ item.text }}", "=", "good"] };
		const job = folder.job({ items, run, key: "{{ item.id }}" });
		folder.write("trial.batch.json", JSON.stringify(job.document.value));
		const before = passing();
		const first = await startRun(job, folder.options());
		const { counts } = await first.finish();
		assert.deepEqual([counts.succeeded, counts.failed], [2, 1]);
		assert.deepEqual([server.asked.length, new Set(sent)], [3, new Set([`Bearer ${secret}`])]);
		for (const name of readdirSync(first.folder)) {
			assert.equal(readFileSync(join(first.folder, name)).includes(secret), false, name);
		}
		text = "good";
		const retry = await retryRun(first.folder, folder.options());
		assert.equal((await retry.finish()).counts.succeeded, 1);
		assert.deepEqual(passing(), before);
	});

	it("is refused in words without secrets, at the place of the URL", async () => {
		server.answer((url, _, response) => {
			response.statusCode = 401;
			return JSON.stringify({ error: `The key ${url.searchParams.get("key")} is not known.` });
		});
		const items = { http: { url: `${server.origin}/posts?key=\${secret:token}` } };
		const planning = planJob(folder.job({ items, run: { command: ["true"] } }), { ...folder.options(), runId: "r" });
		await assert.rejects(planning, (error: UsageError) => {
			assert.match(
				error.message,
				/4:11: GET http:\S+\/posts answered 401 Unauthorized\. .*The key \*\*\* is not known/,
			);
			return true;
		});
	});
});
