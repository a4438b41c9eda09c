import assert from "node:assert/strict";
import fc from "fast-check";
import { OperationError } from "../../src/engine/index.ts";
import type { InDoubtDecision } from "../../src/store/database/items/inDoubt.ts";
import { ModelWorld } from "./modelWorld.ts";
import { type Listed, RunModel } from "./runModel.ts";

const seed = Number(process.env.BATCHLINE_SEED ?? 1);
const numRuns = Number(process.env.BATCHLINE_MODELS ?? 60);

type Command = fc.AsyncCommand<RunModel, ModelWorld>;

/** @param mayBe where it returns false, the command is left out */
function command(
	name: string,
	mayBe: (model: Readonly<Pick<RunModel, "world">>) => boolean,
	run: (model: RunModel, world: ModelWorld) => Promise<void>,
): Command {
	return { check: (model) => mayBe(model), run, toString: () => name };
}

const isLive = (model: Pick<RunModel, "world">) => model.world.isRunning;
const isAtRest = (model: Pick<RunModel, "world">) => !model.world.isRunning;

/** Lets everything get to disk, and compares; a run that has ended meanwhile is noted. */
async function compare(model: RunModel, world: ModelWorld): Promise<void> {
	await world.pass(250);
	if (!world.isRunning) model.stopped();
	model.compare();
}

/** Waits until the run has ended: attempts under way are abandoned after the grace time. */
async function stop(model: RunModel, world: ModelWorld): Promise<void> {
	await world.pass(15_000);
	assert.ok(!world.isRunning, "it has not ended");
	model.stopped();
	model.compare();
}

const listed = fc.constantFrom<Listed>("failed", "rejected", "skipped", "interrupted");
const decisions = fc.constantFrom<InDoubtDecision>("retry", "skip", "done", "later");
const endings = fc.constantFrom("succeeded", "succeeded", "again", "rejected", "false", "fatal");

const start = decisions.map((decision) =>
	command(`start (in doubt: ${decision})`, isAtRest, async (model, world) => {
		model.decided(decision);
		await world.start(decision);
		if (!world.isRunning) model.stopped();
	}),
);

const end = fc.tuple(fc.nat(), endings).map(([which, how]) =>
	command(
		`end ${which}: ${how}`,
		({ world }) => world.inFlight.length > 0,
		async (model, world) => {
			const index = world.inFlight[which % world.inFlight.length] ?? -1;
			model.ended(index, how === "false" ? "skipped" : how === "fatal" ? "failed" : how);
			if (how === "succeeded") await world.end(index, { result: index });
			else if (how === "false") await world.end(index, { result: false });
			else
				await world.end(index, {
					error: new OperationError(how, {
						category: how === "again" ? "retry" : how === "rejected" ? "skip" : "fatal",
					}),
				});
			if (how === "fatal") await stop(model, world);
		},
	),
);

const retry = fc.tuple(listed, fc.boolean()).map(([outcome, isMarkedDone]) =>
	command(
		`${isMarkedDone ? "mark as done" : "retry"}: ${outcome}`,
		() => true,
		async (model, world) => {
			if (world.isRunning) {
				const queued = isMarkedDone ? world.run.markDone({ outcome }) : world.run.retry({ outcome });
				model.queued(outcome, isMarkedDone);
				await queued;
				model.allSaved();
				await world.pass(0);
			} else {
				world.change((writer) => writer.queue({ outcome }, isMarkedDone));
				model.queued(outcome, isMarkedDone);
				model.allSaved();
			}
		},
	),
);

const skip = listed.map((outcome) =>
	command(
		`skip: ${outcome}`,
		() => true,
		async (model, world) => {
			model.skipped(outcome);
			if (world.isRunning) await world.run.skip({ outcome });
			else world.change((writer) => writer.skip({ outcome }));
			model.allSaved();
		},
	),
);

const others = fc.constantFrom(
	command("compare", isLive, compare),
	command("let 1 s pass", isLive, (_, world) => world.pass(1_000)),
	command("pause", isLive, async (_, world) => world.run.pause()),
	command("resume", isLive, async (_, world) => {
		world.run.resume();
		await world.pass(0);
	}),
	command("cancel", isLive, async (model, world) => {
		world.run.cancel();
		await stop(model, world);
	}),
	command("crash", isLive, async (model, world) => {
		world.crash();
		model.died();
	}),
	command(
		"the source grows",
		({ world }) => !world.isRunning && !world.isCompleted,
		async (model, world) => {
			world.items += 5;
			model.grow(5);
		},
	),
);

describe(`a run, whatever is done to it, seed ${seed}`, () => {
	it("agrees with a plain list of items about each, and ends with one outcome and one line for each", async () => {
		const setup = fc.record({
			items: fc.integer({ min: 0, max: 20 }),
			concurrency: fc.integer({ min: 1, max: 4 }),
			interrupted: fc.constantFrom("retry" as const, "skip" as const, "ask" as const),
		});
		const commands = fc.commands([start, end, end, end, retry, skip, others], { maxCommands: 80, size: "max" });
		await fc.assert(
			fc.asyncProperty(setup, commands, async (options, steps) => {
				using world = new ModelWorld(options);
				const model = new RunModel(world, options.interrupted !== "retry");
				await fc.asyncModelRun(() => ({ model, real: world }), steps);
				await bringToEnd(model, world);
			}),
			{ numRuns, seed },
		);
	}).timeout(0);
});

/** Every attempt succeeds from now on. */
async function bringToEnd(model: RunModel, world: ModelWorld): Promise<void> {
	if (!world.isRunning) {
		model.decided("retry");
		await world.start("retry");
	}
	if (world.isRunning) world.run.resume();
	for (let rounds = 0; world.isRunning; rounds++) {
		assert.ok(rounds < 200, "it does not end");
		for (const index of world.inFlight) {
			model.ended(index, "succeeded");
			await world.end(index, { result: index });
		}
		await world.pass(1_000);
	}
	model.stopped();
	model.compare();
	assert.deepEqual(
		model.indices(({ state }) => state === "open" || state === "waiting"),
		[],
	);
	assert.ok(world.isCompleted);
}
