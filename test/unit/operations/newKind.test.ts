import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../../../", import.meta.url));
const execute = promisify(execFile);

const kind = `
import { z } from "zod";
import { operationKind } from "./operationKind.ts";

export const shoutOperation = operationKind({
	name: "shout",
	schema: z.string().describe("Says each item loudly, with this behind it."),
	defaults: { batchSize: 10, timeoutMs: undefined },
	describe: (ending) => \`shout with \${ending}\`,
	successExamples: [{ that: "result contains 'X'", detail: "It says X." }],
	form: {
		label: "Shout…",
		icon: "megaphone",
		detail: "Says each item loudly.",
		next: ({ ending }) =>
			ending === undefined
				? { kind: "text", name: "ending", title: "Shout", placeholder: "!", prompt: "What ends it?", check: () => undefined }
				: undefined,
		settings: ({ ending }) => ending,
	},
	loadsCode: true,
	previewLines: (rendered) => ({ head: "shout", rest: rendered }),
	async prepare(ending) {
		const shout = ({ value }: { readonly value: unknown }) => String(value).toUpperCase() + ending;
		return { run: shout, preview: shout, dispose: async () => undefined };
	},
});
`;

const asked = `
import { operationKindOf, operationKinds } from "./src/operations/operationKinds.ts";
const { next, settings } = operationKinds.find(({ form }) => form.label === "Shout…").form;
const sample = { first: undefined, areFiles: false };
const { loadsCode, previewLines } = operationKindOf({ shout: "!" });
console.log(JSON.stringify({
	question: next({}, sample).name,
	afterwards: next({ ending: "!" }, sample),
	settings: settings({ ending: "!" }),
	loadsCode,
	previewLines: previewLines("ANN!"),
}));
`;

/** Uses a copy of the source with one more file, and one more line in its folder's list. */
describe("a new kind of operation", () => {
	let folder: string;
	before(() => {
		// Below the repository, so that its packages are found.
		mkdirSync(join(repository, "out"), { recursive: true });
		folder = mkdtempSync(join(repository, "out", "new-kind-"));
		cpSync(join(repository, "src"), join(folder, "src"), { recursive: true });
		cpSync(join(repository, "package.json"), join(folder, "package.json"));
		writeFileSync(join(folder, "src", "operations", "shout.ts"), kind);
		const list = join(folder, "src", "operations", "operationKinds.ts");
		const text = readFileSync(list, "utf8");
		const longer = text
			.replace("\n", '\nimport { shoutOperation } from "./shout.ts";\n')
			.replace("\treplaceOperation,\n", "\treplaceOperation,\n\tshoutOperation,\n");
		assert.notEqual(longer, text);
		writeFileSync(list, longer);
		const job = { items: { values: ["ann", "bob"] }, run: { shout: "!" } };
		writeFileSync(join(folder, "job.batch.json"), JSON.stringify(job));
	});
	after(() => rmSync(folder, { recursive: true }));

	async function batchline(...args: readonly string[]): Promise<string> {
		const cli = join(folder, "src", "cli.ts");
		const { stdout } = await execute(process.execPath, [cli, ...args, "--state-dir", "state"], { cwd: folder });
		return stdout;
	}

	it("is in the job file's schema, with its description", async () => {
		const schema = JSON.parse(await batchline("schema"));
		assert.equal(schema.properties.run.properties.shout.description, "Says each item loudly, with this behind it.");
	});

	it("is previewed, and run", async () => {
		const preview = await batchline("run", "job.batch.json", "--dry-run", "--json");
		assert.deepEqual(
			preview
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line).rendered),
			["ANN!", "BOB!"],
		);
		const { runId, succeeded } = JSON.parse(await batchline("run", "job.batch.json", "--json"));
		assert.equal(succeeded, 2);
		const results = readFileSync(join(folder, "state", "runs", runId, "results.jsonl"), "utf8");
		assert.match(results, /"result":"ANN!"/);
	});

	it("is offered by the wizard with its questions, and says whether a preview needs trust", async () => {
		// In a process of its own: a second copy of the templates in this one would be taken for the first.
		const { stdout } = await execute(process.execPath, ["--input-type=module", "--eval", asked], { cwd: folder });
		assert.deepEqual(JSON.parse(stdout), {
			question: "ending",
			settings: "!",
			loadsCode: true,
			previewLines: { head: "shout", rest: "ANN!" },
		});
	});
});
