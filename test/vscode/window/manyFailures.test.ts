import assert from "node:assert/strict";
import { eventually } from "../../eventually.ts";
import { Window } from "../../host/window.ts";

const count = 100_000;
/** The user waits for it; any other tree takes about as long to open. */
const maxMs = 2_000;

/** The run takes 4 s on an idle machine, and several times as long on a busy one. */
const runLimitMs = 45_000;

describe("100,000 failed items", () => {
	it("are opened at once, a page at a time", async () => {
		const job = { name: "Refused", items: { lines: "numbers.txt" }, run: { module: "refuse.mjs" }, concurrency: 64 };
		const window = await Window.open({
			files: {
				"numbers.txt": Array.from({ length: count }, (_, n) => `number ${n + 1}\n`).join(""),
				"refuse.mjs": 'export default () => { throw new Error("Nothing is taken"); };',
				"refused.batch.json": JSON.stringify({ ...job, retry: { attempts: 1 }, halt: { firstFailures: 0 } }),
			},
		});
		const failedItems = window.view("Failed Items");
		await window.openContainer("Batch");
		await window.view("Runs").titleAction("Run Job…");
		await window.quickInput.pick("refused.batch.json");
		await window.statusBar.item(/Refused done · 100,000 of 100,000 failed/).waitFor({ timeout: runLimitMs });
		await eventually(async () => assert.equal(await window.badge("Batch"), "100K"));

		await failedItems.row("Nothing is taken").waitFor();
		const startedAt = performance.now();
		await failedItems.expand("Nothing is taken");
		await failedItems.row("number 1").waitFor();
		const tookMs = performance.now() - startedAt;
		console.log(`      expanded in ${Math.round(tookMs)} ms`);
		assert.ok(tookMs < maxMs, `It took ${Math.round(tookMs)} ms.`);

		await failedItems.scrollToEnd();
		await failedItems.click("Show 500 more…");
		await failedItems.row("number 501").waitFor();
		await window.screenshot("100000-failed-items");
	});
});
