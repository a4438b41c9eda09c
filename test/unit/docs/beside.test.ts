import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { EachTrial } from "../cli/each/eachTrial.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/beside.md", import.meta.url)), "utf8");

/** What the page says of a tool: the cells of its second column. */
function cellsOf(section: string): readonly string[] {
	return [...section.matchAll(/^\| .* \| `([^`]*)` \|$/gm)].map(([, cell = ""]) => cell.replaceAll("\\|", "|"));
}

/** The words of a line, with quotes as in a shell. */
function wordsOf(line: string): readonly string[] {
	return [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

describe("docs/beside.md", () => {
	let trial: EachTrial;
	beforeEach(() => {
		trial = new EachTrial();
		trial.write("people.csv", "id,name,city\n1, Ann,Lima\n2,Bo,Oslo\n");
		trial.write("order.json", '{"lines":[{"id":1},{"id":2}]}');
	});
	afterEach(() => trial.dispose());

	for (const section of page.split(/^## /m).slice(1)) {
		const [tool = ""] = section.split("\n");
		it(`says what can be said of ${tool}`, async () => {
			const cells = cellsOf(section);
			assert.equal(cells.length, 5);
			for (const cell of cells) {
				if (cell.startsWith("batchline ")) {
					const { code, stdout, stderr } = await trial.run("each", "--dry-run", ...wordsOf(cell).slice(2));
					assert.equal(code, 0, `${cell}: ${stderr}`);
					assert.ok(stdout.trimEnd().split("\n").length >= 2, stdout);
					continue;
				}
				const job = { items: { csv: "people.csv" }, run: { command: ["echo", "{{ item }}"] }, ...JSON.parse(cell) };
				trial.write("job.batch.json", JSON.stringify(job));
				const { code, stdout, stderr } = await trial.run("run", "job.batch.json", "--dry-run", "--json");
				assert.equal(code, 0, `${cell}: ${stderr}`);
				assert.ok(stdout.length > 0 && !stdout.includes('"problem"'), stdout);
			}
		});
	}
});
