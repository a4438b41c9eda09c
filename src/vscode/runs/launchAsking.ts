import { UndecidedError } from "../../job/launch/inDoubt/undecidedError.ts";
import type { Launched } from "../../job/launch/launched.ts";
import { OverwriteError } from "../../job/launch/outputs/outputExistsError.ts";
import type { Decision, RunQuestion } from "./runView.ts";
import { taken } from "./takenOutputs.ts";

/**
 * Launches a run, and asks the user first what that leaves open, until nothing is.
 * @returns undefined where the user does not want it; nothing has been run then
 */
export async function launchAsking(
	launch: (decided: Decision) => Promise<Launched>,
	ask: (question: RunQuestion) => Promise<Decision | undefined>,
): Promise<Launched | undefined> {
	let decided: Decision = {};
	for (;;) {
		try {
			return await taken(await launch(decided));
		} catch (error) {
			const decision = await ask(questionOf(error));
			if (!decision) return undefined;
			decided = { ...decided, ...decision };
		}
	}
}

/** @throws the error itself where nothing can be asked */
function questionOf(error: unknown): RunQuestion {
	if (error instanceof OverwriteError) return { kind: "output", found: error.found };
	if (error instanceof UndecidedError) return error.question;
	throw error;
}
