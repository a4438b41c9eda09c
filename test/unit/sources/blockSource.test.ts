import assert from "node:assert/strict";
import { readdirSync, readlinkSync } from "node:fs";
import { jsonl } from "../../../src/sources/jsonl.ts";
import { lines } from "../../../src/sources/lines.ts";
import { itemsOf, TrialFolder } from "./trialFolder.ts";

const count = 300_000;

/** Whether this process holds the file open; only Linux tells. */
function isOpen(file: string): boolean {
	return readdirSync("/proc/self/fd").some((fd) => {
		try {
			return readlinkSync(`/proc/self/fd/${fd}`) === file;
		} catch {
			return false; // the descriptor of this very listing
		}
	});
}

describe("a source over a large file", () => {
	const folder = new TrialFolder();
	let file: string;
	before(() => {
		file = folder.write("large.txt", Array.from({ length: count }, (_, at) => `line number ${at}\n`).join(""));
	});
	after(() => folder.remove());

	it("estimates the number of its items until it was read once, then knows it", async () => {
		const source = await folder.open(lines, "large.txt");
		assert.equal(source.summary, "about 310,000 lines of large.txt");
		const estimate = source.total();
		assert.equal(estimate?.exact, false);
		assert.ok(Math.abs((estimate?.count ?? 0) / count - 1) < 0.05, `${estimate?.count}`);
		assert.equal((await itemsOf(source)).length, count);
		assert.deepEqual(source.total(), { count, exact: true });
	});

	it("gives chunks that hold no more than a block has", async () => {
		const source = await folder.open(lines, "large.txt");
		for await (const chunk of source.chunks(new AbortController().signal)) {
			assert.ok(chunk.length > 0 && chunk.length < 3000, `${chunk.length} items`);
		}
	});

	it("ends early without an error at an abort, and closes its file", async () => {
		const source = await folder.open(lines, "large.txt");
		const abort = new AbortController();
		let seen = 0;
		for await (const chunk of source.chunks(abort.signal)) {
			seen += chunk.length;
			abort.abort();
		}
		assert.ok(seen > 0 && seen < 3000);
		assert.equal(source.total()?.exact, false);
		for await (const _ of source.chunks(abort.signal)) assert.fail("gave a chunk after the abort");
		if (process.platform === "linux") assert.equal(isOpen(file), false);
	});

	it("closes its file when the reader stops early", async function () {
		if (process.platform !== "linux") this.skip();
		const source = await folder.open(lines, "large.txt");
		assert.equal(isOpen(file), false, "after opening the source");
		for await (const _ of source.chunks(new AbortController().signal)) {
			assert.equal(isOpen(file), true);
			break;
		}
		assert.equal(isOpen(file), false, "after a break");
		const reading = async () => {
			for await (const _ of source.chunks(new AbortController().signal)) throw new Error("enough");
		};
		await assert.rejects(reading, /enough/);
		assert.equal(isOpen(file), false, "after a throw");
	});

	it("is read in parts that do not end with lines, with nothing lost or torn", async () => {
		const items = await folder.items(lines, "large.txt");
		assert.ok(
			items.every(({ index, value, location }) => value === `line number ${index}` && location?.line === index + 1),
		);
	});

	it("rejects with what the file system says when the file is gone by then", async () => {
		folder.write("brief.jsonl", "1\n");
		const source = await folder.open(jsonl, "brief.jsonl");
		folder.remove();
		await assert.rejects(itemsOf(source), { code: "ENOENT" });
	});
});
