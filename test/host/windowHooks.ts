// Loaded by test/vscode/.mocharc.json.
import { Window } from "./window.ts";

/** Windows that a suite opened for all of its tests. */
let shared: ReadonlySet<Window> = new Set();

/** Takes pictures of a failed test's windows, and then closes them: `await using` would close them too early. */
export const mochaHooks: Mocha.RootHookObject = {
	beforeEach() {
		shared = new Set(Window.all);
	},
	async afterEach(this: Mocha.Context) {
		if (this.currentTest?.state === "failed") await picture(this.currentTest.fullTitle());
		for (const window of Window.all) if (!shared.has(window)) await window.dispose();
	},
	async afterAll() {
		for (const window of Window.all) await window.dispose();
	},
};

async function picture(title: string): Promise<void> {
	const name = title.replace(/\W+/g, "-");
	let number = 0;
	for (const window of Window.all) {
		console.error(`The window then: ${await window.screenshot(`failed-${name}-${++number}`)}`);
		const lines = window.log.filter((line) => line.includes("Extension Host]"));
		console.error(lines.slice(-20).join("\n"));
	}
}
