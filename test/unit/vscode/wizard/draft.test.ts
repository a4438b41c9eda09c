import assert from "node:assert/strict";
import { readJobText } from "../../../../src/job/file/readJob.ts";
import { Draft } from "../../../../src/vscode/wizard/draft.ts";
import type { FoundItems } from "../../../../src/vscode/wizard/foundItems.ts";

const found: FoundItems = {
	items: { files: ["a.txt", "b.txt"] },
	summary: "2 files: a.txt, b.txt",
	shortSummary: "2 files",
	count: 2,
	name: "2 places",
	first: undefined,
	areFiles: true,
	baseFolder: "/work",
	selection: undefined,
	otherReadings: undefined,
};
const selected: FoundItems = {
	...found,
	items: { selection: "auto" },
	areFiles: false,
	selection: { text: "a\nb", file: "/work/x.txt", firstLine: 1 },
};

const savedJob = (items: object) =>
	readJobText(
		JSON.stringify({
			name: "Saved",
			items,
			run: { module: "work.mjs" },
			key: "{{ item.slug }}",
			timeout: "5s",
			output: { jsonl: "out.jsonl" },
		}),
		{ baseFolder: "/jobs" },
	);

describe("the wizard's draft", () => {
	it("is a job with the items that were found and the operation that was chosen", () => {
		const draft = new Draft(found);
		draft.run = { module: "work.mjs" };
		draft.concurrency = 8;
		const { name, definition, baseFolder } = draft.toJob();
		assert.equal(name, "2 places");
		assert.equal(baseFolder, "/work");
		assert.deepEqual(definition, {
			name: "2 places",
			items: { files: ["a.txt", "b.txt"] },
			run: { module: "work.mjs" },
			concurrency: 8,
		});
	});

	it("has the condition that results must meet, also in place of a saved job's", () => {
		const draft = new Draft(found);
		draft.run = { module: "work.mjs" };
		assert.equal(draft.toJob().definition.assert, undefined);
		draft.success = "result.ok == true";
		assert.deepEqual(draft.toJob().definition.assert, ["result.ok == true"]);
	});

	it("takes a saved job's operation and policies, but neither its key nor its output, for other items", () => {
		const draft = new Draft(found);
		draft.useSaved(savedJob({ csv: "posts.csv" }));
		const { name, definition, baseFolder } = draft.toJob();
		assert.equal(name, "Saved");
		assert.equal(baseFolder, "/jobs");
		assert.deepEqual(definition, {
			name: "Saved",
			items: { files: ["/work/a.txt", "/work/b.txt"] },
			run: { module: "work.mjs" },
			timeout: "5s",
		});
	});

	it("takes all of a saved job that is for any selection", () => {
		const draft = new Draft(selected);
		draft.useSaved(savedJob({ selection: "auto" }));
		const { key, output } = draft.toJob().definition;
		assert.deepEqual([key, output], ["{{ item.slug }}", { jsonl: "out.jsonl" }]);
	});

	it("forgets a saved job if something else is chosen", () => {
		const draft = new Draft(found);
		draft.useSaved(savedJob({ csv: "posts.csv" }));
		draft.useNothingSaved();
		draft.run = { module: "other.mjs" };
		assert.equal(draft.baseFolder, "/work");
		assert.equal(draft.toJob().definition.timeout, undefined);
	});
});
