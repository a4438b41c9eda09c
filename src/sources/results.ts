import { z } from "zod";
import { formatCount, formatCountOf } from "../base/format.ts";
import { SettingsError } from "../base/settingsError.ts";
import { jsonPointer, valueAt } from "./formats/json/jsonPointer.ts";
import { readJsonLines } from "./jsonl.ts";
import { BlockSource } from "./reading/blockSource.ts";
import { countOf } from "./reading/countOf.ts";
import { type EarlierItem, type EarlierRun, type OutcomeName, outcomeNames } from "./reading/earlierRun.ts";
import { fileInput } from "./reading/fileInput.ts";
import { sourceKind } from "./sourceKind.ts";

export const results = sourceKind({
	name: "results",
	schema: z
		.strictObject({
			of: z
				.string()
				.min(1, "Expected a job file or a run, found an empty string.")
				.describe('A job file, whose newest run is meant; or a run\'s id, or "last". Relative to the job file.'),
			outcome: z
				.array(z.enum(outcomeNames))
				.min(1, "Expected at least one outcome.")
				.optional()
				.describe("Only items with one of these outcomes. Default: those that succeeded."),
			each: jsonPointer
				.optional()
				.describe("Where a list is, as a JSON pointer: each of its elements becomes an item. `/result/body/items`."),
		})
		.describe(
			"Each item of another run, with `item`, `key`, `outcome`, `result` and `error`. They are copied when the run begins.",
		),
	describe: ({ of }) => `results of ${of}`,
	readsOnce: () => true,
	async open({ of, outcome, each }, { baseFolder, spool, earlierRun }) {
		if (!spool || !earlierRun) throw new SettingsError("There are no runs here.", { path: ["of"] });
		const outcomes: readonly OutcomeName[] = outcome ?? ["succeeded"];
		const notes: string[] = [];
		const file = await spool.file(async (write) => {
			const run = earlierRun(of);
			try {
				let without = 0;
				for await (const page of run.rows(outcomes)) {
					let text = "";
					for (const row of page) {
						const values = each === undefined ? [itemOf(row)] : elementsOf(row, each);
						if (!values) without++;
						for (const value of values ?? []) text += `${JSON.stringify(value)}\n`;
					}
					await write(Buffer.from(text));
				}
				notes.push(...notesOn(run, outcomes));
				if (without > 0) {
					notes.push(`${formatCountOf(without, "item")} of it ${without === 1 ? "has" : "have"} no list at ${each}.`);
				}
			} finally {
				run.dispose();
			}
		});
		return BlockSource.open({
			inputs: [await fileInput(file, { baseFolder, settingsPath: ["of"], name: `the results of ${of}` })],
			newReader: readJsonLines,
			summarize: (total) => `${countOf(total, each === undefined ? "result" : "element")} of ${of}`,
			notes: () => notes,
		});
	},
});

function itemOf({ key, value, outcome, result, failure }: EarlierItem): object {
	return { item: value, key, outcome, result: result ?? null, error: failure ?? null };
}

/** Undefined where there is no list. */
function elementsOf(row: EarlierItem, pointer: string): readonly unknown[] | undefined {
	const found = valueAt(itemOf(row), pointer);
	return Array.isArray(found) ? found : undefined;
}

function notesOn({ name, counts, isUnfinished }: EarlierRun, outcomes: readonly OutcomeName[]): readonly string[] {
	const notes = [`The items are those of ${name}.`];
	const others = outcomeNames.filter((outcome) => !outcomes.includes(outcome) && counts[outcome] > 0);
	if (others.length > 0) {
		const texts = others.map((outcome) => `${formatCount(counts[outcome])} ${outcome}`);
		notes.push(`Of them are left out: ${texts.join(", ")}.`);
	}
	if (isUnfinished) notes.push("It has not come to its end: items without an outcome are left out.");
	return notes;
}
