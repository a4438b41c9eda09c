/** Where a question leads: to the next one, back to the previous one, or to the end. */
export type Next = Step | "back" | "end";

/** Asks one question. @param canGoBack whether there is a previous one */
export type Step = (canGoBack: boolean) => Promise<Next>;

/** Asks questions, forward and back, until one leads to the end. */
export async function walk(first: Step): Promise<void> {
	const behind: Step[] = [];
	for (let step: Step | undefined = first; step; ) {
		const next: Next = await step(behind.length > 0);
		if (next === "end") return;
		if (next === "back") {
			step = behind.pop();
		} else {
			behind.push(step);
			step = next;
		}
	}
}
