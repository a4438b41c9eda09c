import assert from "node:assert/strict";
import { systemClock } from "../../../src/base/clock.ts";
import { UsageError } from "../../../src/base/usageError.ts";
import { startRun } from "../../../src/job/launch/launch.ts";
import { SharedLimits } from "../../../src/job/plan/sharedLimits.ts";
import { TrialFolder } from "./trialJob.ts";

describe("a limit by name", () => {
	let folder: TrialFolder;
	let definitions: Record<string, unknown>;
	let limits: SharedLimits;

	beforeEach(() => {
		folder = new TrialFolder();
		folder.write("work.mjs", "export default () => Date.now();");
		definitions = { slow: { perSecond: 50 } };
		limits = new SharedLimits(systemClock, () => definitions);
	});

	afterEach(() => folder.dispose());

	const launch = (limit: string, shared?: SharedLimits) => {
		const items = { values: Array.from({ length: 20 }, (_, n) => n) };
		const definition = { items, run: { module: "work.mjs" }, rateLimit: { limit } };
		return startRun(folder.job(definition), { ...folder.options(), limits: shared });
	};

	it("is shared by the runs that name it, and each of them gets its share", async () => {
		const runs = await Promise.all([launch("slow", limits), launch("slow", limits)]);
		const ends: number[] = [];
		const startedAt = performance.now();
		await Promise.all(
			runs.map(async ({ finish }) => {
				assert.equal((await finish()).counts.succeeded, 20);
				ends.push(performance.now() - startedAt);
			}),
		);
		const [first = 0, last = 0] = ends;
		// 40 permits take 39 waits of 20 ms; the runs get them alternating, so they end right after each other.
		assert.ok(last >= 775, `${last} ms`);
		assert.ok(last - first < 300, `${first} and ${last} ms`);
	});

	it("goes on for one run when another is cancelled or paused", async () => {
		const [cancelled, paused, other] = await Promise.all([
			launch("slow", limits),
			launch("slow", limits),
			launch("slow", limits),
		]);
		const ended = [cancelled.finish(), other.finish()];
		const pausedEnd = paused.finish();
		await new Promise<void>((resolve) => other.run.onDidChange(({ counts }) => counts.succeeded > 2 && resolve()));
		paused.run.pause();
		cancelled.run.cancel();
		const [first, second] = await Promise.all(ended);
		assert.deepEqual([first?.state, second?.state, second?.counts.succeeded], ["cancelled", "completed", 20]);
		paused.run.resume();
		assert.equal((await pausedEnd).counts.succeeded, 20);
	});

	it("is what the settings say when a run starts", () => {
		const before = limits.limiter("slow");
		assert.equal(limits.limiter("slow"), before);
		definitions = { slow: { perSecond: 5 } };
		assert.notEqual(limits.limiter("slow"), before);
	});

	for (const [title, limit, shared, message] of [
		["has to be there", "slwo", true, /There is no limit "slwo" in the setting "batchline\.limits"\..*"slow"/s],
		[
			"has to have a rate",
			"empty",
			true,
			/The limit "empty" in the setting "batchline\.limits" has no valid rate\..*perMinute/s,
		],
		["is for a window", "slow", false, /The limit "slow" is shared by the runs of a VS Code window.*"perSecond"/s],
	] as const) {
		it(title, async () => {
			definitions.empty = { burst: 3 };
			await assert.rejects(launch(limit, shared ? limits : undefined), (error: unknown) => {
				assert.ok(error instanceof UsageError);
				const [problem] = error.problems;
				assert.match(`${problem?.message} ${problem?.suggestion}`, message);
				return true;
			});
		});
	}
});
