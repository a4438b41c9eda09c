import assert from "node:assert/strict";
import { RunWatch } from "../../../src/dashboard/host/runWatch.ts";
import type { ChangeMessage, Picture, ToHost } from "../../../src/dashboard/protocol.ts";
import { snapshotOf } from "./trialRun.ts";

const run = { snapshot: snapshotOf({}), at: 1_000, live: true };
const groups = { top: [], more: 0 };
const changeOf = (sequence: number): ChangeMessage => ({ kind: "change", sequence, run, groups: undefined });

/** A page whose host is played by the test: what was asked, and what the page was told. */
function watchedRun() {
	const asked: ToHost[] = [];
	const told: string[] = [];
	const watch = new RunWatch((message) => asked.push(message as ToHost), {
		onPicture: ({ sequence }) => told.push(`picture ${sequence}`),
		onChange: ({ sequence }) => told.push(`change ${sequence}`),
		onShowResults: () => told.push("results"),
		onMissing: (message) => told.push(`missing: ${message}`),
	});
	const lastId = () => asked.at(-1)?.id ?? 0;
	return {
		watch,
		asked,
		told,
		async answer(sequence: number) {
			const answer: Picture = { sequence, run, samples: [], groups };
			watch.receive({ kind: "answer", id: lastId(), to: "picture", answer });
			await Promise.resolve();
		},
		async refuse(message: string) {
			watch.receive({ kind: "refusal", id: lastId(), message });
			await new Promise(setImmediate);
		},
	};
}

describe("a page that watches a run", () => {
	it("pulls the picture and follows the changes after it", async () => {
		const { watch, told, answer } = watchedRun();
		void watch.pull();
		watch.receive(changeOf(4)); // not for us yet
		await answer(5);
		watch.receive(changeOf(5)); // in the picture already
		watch.receive(changeOf(6));
		watch.receive(changeOf(7));
		await new Promise(setImmediate);
		assert.deepEqual(told, ["picture 5", "change 6", "change 7"]);
	});

	it("pulls again when it has missed a change", async () => {
		const { watch, asked, told, answer } = watchedRun();
		void watch.pull();
		await answer(1);
		await new Promise(setImmediate);
		watch.receive(changeOf(3));
		watch.receive(changeOf(4));
		assert.equal(asked.length, 2);
		await answer(4);
		await new Promise(setImmediate);
		assert.deepEqual(told, ["picture 1", "picture 4"]);
	});

	it("says that there is no run, and finds it when it appears later", async () => {
		const { watch, asked, told, answer, refuse } = watchedRun();
		void watch.pull();
		await refuse("It is gone.");
		watch.receive(changeOf(1));
		assert.equal(asked.length, 2);
		await answer(1);
		await new Promise(setImmediate);
		assert.deepEqual(told, ["missing: It is gone.", "picture 1"]);
	});

	it("hears the host's refusal of an action", async () => {
		const { watch, asked } = watchedRun();
		const skipping = watch.ask("skip", { groupId: "g", outcome: "failed" });
		assert.deepEqual(asked, [{ kind: "skip", id: 1, groupId: "g", outcome: "failed" }]);
		watch.receive({ kind: "refusal", id: 1, message: "This workspace is not trusted." });
		await assert.rejects(skipping, /not trusted/);
	});

	it("ignores messages that are not ours", () => {
		const { watch, asked, told } = watchedRun();
		watch.receive({ type: "webpackOk" });
		watch.receive({ kind: "answer", id: 99, to: "pause", answer: null });
		assert.deepEqual([asked, told], [[], []]);
	});
});
