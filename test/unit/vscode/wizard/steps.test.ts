import assert from "node:assert/strict";
import { type Step, walk } from "../../../../src/vscode/wizard/steps.ts";

describe("the wizard's steps", () => {
	it("go from question to question, and back to the previous one", async () => {
		const asked: string[] = [];
		const answers = ["next", "next", "back", "next", "end"];
		const step = (name: string, next: Step): Step => {
			return async (canGoBack) => {
				asked.push(`${name}${canGoBack ? "" : " (first)"}`);
				const answer = answers.shift();
				return answer === "next" ? next : answer === "back" ? "back" : "end";
			};
		};
		const last: Step = step("last", async () => "end");
		await walk(step("one", step("two", last)));
		assert.deepEqual(asked, ["one (first)", "two", "last", "two", "last"]);
	});

	it("end if the first question leads back", async () => {
		await walk(async () => "back");
	});
});
