import { suitesBegin, suitesEnd } from "./suiteMarkers.ts";
import { workbenchNoise } from "./workbenchNoise.ts";

/**
 * Prints the part of a window's log that the suites wrote. What the workbench logs before and after is kept, in case no
 * suite gets to run.
 */
export class SuiteOutput {
	readonly #unseen: string[] = [];
	#state: "before" | "during" | "after" = "before";

	add(text: string): void {
		if (text.startsWith(suitesBegin)) this.#state = "during";
		else if (text === suitesEnd) this.#state = "after";
		else if (this.#state !== "during" || workbenchNoise.test(text)) this.#unseen.push(text);
		if (this.#state === "during" && this.#unseen.at(-1) !== text) console.log(text);
	}

	get ended(): boolean {
		return this.#state === "after";
	}

	/** What was not printed, for the message about a window that ended too early. */
	get unseen(): string {
		return this.#unseen.join("\n");
	}
}
