import assert from "node:assert/strict";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Clock, systemClock } from "../../../src/base/clock.ts";
import { readJobFile } from "../../../src/job/file/readJob.ts";
import type { ResumeOptions } from "../../../src/job/launch/launchOptions.ts";
import { standingOf } from "../../../src/job/launch/standing/jobStanding.ts";
import { StandingError } from "../../../src/job/launch/standing/standingError.ts";
import { type StartDecisions, startJob } from "../../../src/job/launch/startJob.ts";
import { TrialFolder } from "./trialJob.ts";

const anew: StartDecisions = { unfinished: "startOver", again: true };

describe("starting a job", () => {
	let folder: TrialFolder;
	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default (item) => item;");
	});
	afterEach(() => folder.dispose());

	const trialJob = () => folder.job({ items: { values: [1, 2, 3] }, run: { module: "work.mjs" } });
	const start = (decisions: StartDecisions, more: Partial<ResumeOptions> = {}) =>
		startJob(trialJob(), folder.options(more), decisions);
	/** The system's clock, set to another date. */
	const clockAt = (now: number): Clock => Object.create(systemClock, { now: { value: () => now } });

	it("knows its newest run whatever the clock says", async () => {
		const first = await start(anew, { clock: clockAt(Date.UTC(2026, 5, 2)) });
		await first.launched.finish();
		const second = await start(anew, { clock: clockAt(Date.UTC(2026, 5, 1)) });
		second.launched.run.cancel();
		await second.launched.finish();
		const standing = await standingOf(folder.runsFolder, trialJob());
		assert.deepEqual([standing?.kind, standing?.run.runId], ["unfinished", second.launched.run.id]);
	});

	it("is refused while a run of it is held, also if that began at a later date", async () => {
		const later = await start(anew, { clock: clockAt(Date.UTC(2030, 5, 2)) });
		try {
			await assert.rejects(start(anew), (error) => {
				assert.ok(error instanceof StandingError);
				assert.deepEqual([error.standing.kind, error.standing.run.runId], ["active", later.launched.run.id]);
				return true;
			});
		} finally {
			later.launched.run.cancel();
			await later.launched.finish();
		}
	});

	it("leaves every decision to the user", async () => {
		const kindOf = async (decisions: StartDecisions) => {
			const started = await start(decisions).catch((error: unknown) => {
				assert.ok(error instanceof StandingError);
				return error;
			});
			if (started instanceof StandingError) return started.standing.kind;
			await started.launched.finish();
			return started.before?.kind;
		};
		const { launched } = await start({});
		launched.run.cancel();
		await launched.finish();
		assert.equal(await kindOf({}), "unfinished");
		assert.equal(await kindOf({ unfinished: "resume" }), "unfinished");
		assert.deepEqual(folder.runs, [launched.run.id]);
		assert.equal(await kindOf({ unfinished: "resume" }), "done");
		assert.deepEqual(folder.runs, [launched.run.id]);
		assert.equal(await kindOf({ again: true }), "done");
		assert.equal(folder.runs.length, 2);
	});

	it("does not run again what was done since the user asked for it", async () => {
		const askedAt = systemClock.now() - 60_000;
		const { launched } = await start(anew);
		await launched.finish();
		await assert.rejects(start({ unfinished: "resume", again: true, askedAt }), {
			message: /^Run \S+ of this job was started at the same moment, and has done its 3 items by now\./,
		});
	});

	it("takes a link to its file for the same job, and one in another folder for another", async () => {
		const text = JSON.stringify({ items: { values: [1] }, run: { module: "work.mjs" } });
		folder.write("real.batch.json", text);
		mkdirSync(folder.file("other"));
		const linked = folder.file("linked.batch.json");
		const elsewhere = join(folder.path, "other", "real.batch.json");
		symlinkSync(folder.file("real.batch.json"), linked);
		symlinkSync(folder.file("real.batch.json"), elsewhere);
		const { launched } = await startJob(await readJobFile(folder.file("real.batch.json")), folder.options(), {});
		await launched.finish();
		const kindOf = async (file: string) => (await standingOf(folder.runsFolder, await readJobFile(file)))?.kind;
		assert.deepEqual([await kindOf(linked), await kindOf(elsewhere)], ["done", undefined]);
	});
});
