// Given to mocha by test/vscode/.mocharc.json.
import { Window } from "./window.ts";

export const mochaHooks: Mocha.RootHookObject = {
	async afterEach(this: Mocha.Context) {
		if (this.currentTest?.state !== "failed") return;
		const name = this.currentTest.fullTitle().replace(/\W+/g, "-");
		let number = 0;
		for (const window of Window.all) {
			console.error(`The window then: ${await window.screenshot(`failed-${name}-${++number}`)}`);
			console.error(
				window.log
					.filter((line) => line.includes("Extension Host]"))
					.slice(-20)
					.join("\n"),
			);
		}
	},
	async afterAll() {
		for (const window of Window.all) await window.dispose();
	},
};
