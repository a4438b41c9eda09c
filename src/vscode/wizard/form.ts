import type { Draft } from "./draft.ts";
import type { Step } from "./steps.ts";

/** The questions that an operation needs answered. */
export interface Form {
	/** The key under `run`. */
	readonly kind: string;
	/** As the person is offered it: `HTTP request…`. */
	readonly label: string;
	readonly icon: string;
	readonly detail: string;
	/** Undefined: for every kind of item. */
	readonly onlyFiles?: boolean;
	/** @param then the question that comes after the form's own, which have set `draft.run` by then */
	begin(draft: Draft, then: Step): Step;
}
