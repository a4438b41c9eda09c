/** Every error text that a person may see, in one place, so that they sound like one voice. */
export const messages = {
	nothingToResume: (job: string) => `${job} has nothing left to go on with.`,
} as const;
