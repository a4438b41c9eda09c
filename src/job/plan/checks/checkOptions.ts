import type { Variables } from "../../../templates/variables.ts";

export interface CheckOptions {
	readonly variables: Variables;
	readonly runId: string;
	/** Undefined where the job has no secrets. */
	readonly redact: ((text: string) => string) | undefined;
}
