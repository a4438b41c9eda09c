import assert from "node:assert/strict";
import { join } from "node:path";
import { idempotencyKeyOf } from "../../../src/engine/model/idempotencyKey.ts";
import { UndecidedError } from "../../../src/job/launch/inDoubt/undecidedError.ts";
import { resumeRun } from "../../../src/job/launch/launch.ts";
import { RunWriter } from "../../../src/store/writer/runWriter.ts";
import { toWriterCommit } from "../../../src/store/writer/writerCommit.ts";
import { commitOf, info, itemAt } from "../store/trialCommit.ts";
import { TrialFolder } from "./trialJob.ts";

const startedAt = 1_795_442_701_000;

describe("the question about items in doubt", () => {
	let folder: TrialFolder;

	beforeEach(() => {
		folder = new TrialFolder();
	});

	afterEach(() => folder.dispose());

	/** What it says of the attempts at these items, which had started when the process died. */
	async function askedAbout(run: unknown, values: readonly unknown[]): Promise<readonly (string | undefined)[]> {
		const at = join(folder.runsFolder, info.runId);
		const job = { items: { values }, key: "k", run, interrupted: "ask" };
		const runInfo = { ...info, jobFile: undefined, baseFolder: folder.path };
		const writer = RunWriter.create(at, runInfo, JSON.stringify(job));
		const started = values.map((value, n) => ({ item: itemAt(n, { value }), attempts: 0, history: [], startedAt }));
		writer.commit(toWriterCommit(commitOf({ started })));
		writer.close();
		const error = await resumeRun(at, folder.options()).then(
			() => assert.fail("It was not asked."),
			(thrown: unknown) => thrown,
		);
		assert.ok(error instanceof UndecidedError && error.question.kind === "inDoubt", String(error));
		assert.ok(error.question.items.every((item) => item.startedAt === startedAt));
		return error.question.items.map(({ attempt }) => attempt);
	}

	const keyOf = (index: number) => idempotencyKeyOf({ runId: info.runId, identity: "indexAndKey" }, itemAt(index));

	it("names the request with its idempotency key, secrets masked, also one that is not at hand", async () => {
		const url = "https://api.example/${secret:lost}/{{ item.id }}?token=${secret:token}";
		assert.deepEqual(await askedAbout({ http: { method: "POST", url } }, [{ id: 7 }, { id: "s3cr3t-token" }]), [
			`POST https://api.example/***/7?token=***, Idempotency-Key: ${keyOf(0)}`,
			`POST https://api.example/***/***?token=***, Idempotency-Key: ${keyOf(1)}`,
		]);
	});

	it("names the key that the job has given", async () => {
		const url = "https://api.example/{{ item }}";
		const headers = { "Idempotency-Key": "mine-{{ item }}" };
		assert.deepEqual(await askedAbout({ http: { method: "PUT", url, headers } }, ["a"]), [
			"PUT https://api.example/a, Idempotency-Key: mine-a",
		]);
	});

	it("does not name a key for a request of several items", async () => {
		const batch = { method: "POST", url: "https://api.example/all", json: "{{ batch.items }}", per: "batch" };
		assert.deepEqual(await askedAbout({ http: batch }, ["a"]), ["POST https://api.example/all, in a batch"]);
	});

	it("names the command as it was run", async () => {
		const run = ["node", "send.mjs", "{{ item.to }}", "--token=${secret:token}"];
		assert.deepEqual(await askedAbout({ command: { run, env: { A: "{{ item.to }}" } } }, [{ to: "ann smith" }]), [
			'node send.mjs "ann smith" --token=***',
		]);
	});

	it("is asked also where the job cannot be prepared any more", async () => {
		const url = "https://${env:GONE}/{{ item }}";
		assert.deepEqual(await askedAbout({ http: url }, ["a"]), [undefined]);
	});

	it("describes the first 20", async () => {
		const values = Array.from({ length: 23 }, (_, n) => n);
		const texts = await askedAbout({ http: "https://api.example/{{ item }}" }, values);
		assert.deepEqual(
			texts,
			values.map((n) => (n < 20 ? `GET https://api.example/${n}` : undefined)),
		);
	});
});
