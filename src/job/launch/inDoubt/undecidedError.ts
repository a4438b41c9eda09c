import { formatCountOf } from "../../../base/format.ts";
import type { SourceChange } from "../../../sources/sourceKind.ts";
import type { InDoubtItem } from "../../../store/database/items/inDoubt.ts";

/** An item in doubt, with what is known of its last attempt. */
export interface DoubtfulItem extends InDoubtItem {
	/** What it did: `POST https://…`, with its idempotency key. Only of the first few. */
	readonly attempt?: string | undefined;
}

/** What the user has to decide before a run can be resumed. */
export type OpenQuestion =
	/** What becomes of items that had started when the process died? */
	| { readonly kind: "inDoubt"; readonly runId: string; readonly items: readonly DoubtfulItem[] }
	/** The source has changed: resume anyway (only if the part that was read is the same), or start over? */
	| { readonly kind: "source"; readonly change: SourceChange };

/** A run cannot be resumed before the user decides. Hosts ask, each in its own way, and resume with the answer. */
export class UndecidedError extends Error {
	override readonly name = "UndecidedError";
	readonly question: OpenQuestion;

	constructor(question: OpenQuestion) {
		super(
			question.kind === "source"
				? question.change.message
				: `${formatCountOf(question.items.length, "item")} had started when the process died, and nobody knows whether they were done.`,
		);
		this.question = question;
	}
}
