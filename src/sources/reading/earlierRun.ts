export const outcomeNames = ["succeeded", "failed", "rejected", "skipped", "interrupted"] as const;

export type OutcomeName = (typeof outcomeNames)[number];

/** An item of a run, with what became of it. */
export interface EarlierItem {
	readonly key: string;
	/** Undefined in runs of versions that did not keep it. */
	readonly value: unknown;
	readonly outcome: OutcomeName;
	/** Undefined unless it succeeded. */
	readonly result: unknown;
	readonly failure: unknown;
}

/** A run that has ended, of this job or another one. */
export interface EarlierRun {
	/** `run 20261123-140501-7k3f of Posts` */
	readonly name: string;
	/** Items by outcome. */
	readonly counts: Readonly<Record<OutcomeName, number>>;
	/** Whether it has items without an outcome. */
	readonly isUnfinished: boolean;
	/** In the order of their source, page by page. */
	rows(outcomes: readonly OutcomeName[]): AsyncIterable<readonly EarlierItem[]>;
	dispose(): void;
}
