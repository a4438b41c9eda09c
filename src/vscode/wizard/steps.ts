/** Where a question leads: to the next one, back to the one before, or to the end. */
export type Next = Step | "back" | "end";

/** Asks one thing. @param canGoBack whether there is a question before */
export type Step = (canGoBack: boolean) => Promise<Next>;

/** Asks one question after the other, back and forth, until one leads to the end. */
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
