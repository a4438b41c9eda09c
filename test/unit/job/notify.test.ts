import assert from "node:assert/strict";
import { startRun } from "../../../src/job/launch/launch.ts";
import { notifyEnd } from "../../../src/report/notifyEnd.ts";
import { HttpTrial, json } from "../operations/http/httpTrial.ts";
import { problemsOf, TrialFolder } from "./trialJob.ts";

describe("A run's notification", () => {
	let folder: TrialFolder;
	let server: HttpTrial;

	beforeEach(async () => {
		folder = new TrialFolder();
		folder.write("items.jsonl", '"a"\n"b"\n"c"\n');
		server = await HttpTrial.create();
	});

	afterEach(async () => {
		await server.dispose();
		folder.dispose();
	});

	/** Runs the job, in which `b` fails. */
	async function endOf(notify: object, change: object = {}) {
		const job = folder.job({
			name: "Nightly",
			items: { jsonl: "items.jsonl" },
			run: { command: ["sh", "-c", 'test "$1" != b || { echo "no b" >&2; exit 3; }', "sh", "{{ item }}"] },
			output: { jsonl: "out.jsonl" },
			notify,
			...change,
		});
		const launched = await startRun(job, folder.options());
		const { state } = await launched.finish();
		return { state, runId: launched.run.id, problem: await notifyEnd(launched) };
	}

	it("is sent once, with what came of the run and a secret of its own", async () => {
		const { runId, problem } = await endOf({
			http: {
				url: server.origin,
				method: "POST",
				headers: { Authorization: "Bearer ${secret:token}" },
				json: {
					text: "{{ summary.job }} {{ summary.state }}: {{ summary.succeeded }}/{{ summary.total }}, {% for item in summary.failedItems %}{{ item.key }}: {{ item.message }}{% endfor %}",
					failed: "{{ summary.failed }}",
					files: ["{{ summary.report | relative }}", "{{ summary.output | relative }}"],
				},
			},
		});
		assert.equal(problem, undefined);
		assert.equal(server.received.length, 1);
		const { body, headers } = server.last;
		const { text, failed, files } = JSON.parse(body);
		assert.match(text, /^Nightly completedWithFailures: 2\/3, 1: .*no b/);
		assert.equal(failed, 1);
		assert.deepEqual(files, [`runs/${runId}/report.md`, "out.jsonl"]);
		assert.deepEqual([headers.authorization, headers["idempotency-key"]], ["Bearer s3cr3t-token", `${runId}-notify`]);
	});

	it("goes by how the run ended, and can be a command, which finds all of it in BATCH_ITEM", async () => {
		const command = ["sh", "-c", 'printf %s "$BATCH_ITEM" > "$1"', "sh", "{{ summary.state }}.json"];
		await endOf({ command, on: ["completed", "halted"] });
		await endOf({ command, on: ["halted"] }, { halt: { failures: 1 }, concurrency: 1 });
		assert.throws(() => folder.read("completedWithFailures.json"));
		const { reason, failed } = JSON.parse(folder.read("halted.json"));
		assert.match(reason, /halt\.failures/);
		assert.equal(failed, 1);
	});

	it("is tried again where that may help; its failure is told, masked, and changes nothing", async () => {
		let answers = 0;
		server.answer = (response) => json(response, ++answers === 1 ? 503 : 404, { error: "no s3cr3t-token" });
		const { state, problem } = await endOf({
			http: { url: `${server.origin}/\${secret:token}`, method: "POST", json: {} },
		});
		assert.equal(state, "completedWithFailures");
		assert.equal(answers, 2);
		assert.match(String(problem), /^The notification could not be sent: POST http:\/\/[\d.:]+\/\*\*\* answered 404/);
	});

	it("is refused at its place before anything runs, where it names what a summary lacks", async () => {
		const [field] = await problemsOf(() => endOf({ http: `${server.origin}/{{ summary.faild }}` }));
		assert.match(String(field), /^\d+:\d+ summary has no field "faild".*Did you mean "failed"\?/);
		const [name] = await problemsOf(() => endOf({ command: ["echo", "{{ sumary.failed }}"] }));
		assert.match(String(name), /^\d+:\d+ Unknown name "sumary".*Did you mean "summary"\?/);
		const [kind] = await problemsOf(() => endOf({ module: "notify.mjs" }));
		assert.match(String(kind), /Unknown key "module"/);
		const [end] = await problemsOf(() => endOf({ command: ["true"], on: ["failed"] }));
		assert.match(String(end), /expected "completed", "completedWithFailures", "halted" or "cancelled"/);
		assert.deepEqual(folder.runs, []);
		assert.equal(server.received.length, 0);
	});
});
