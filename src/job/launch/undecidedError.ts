import { formatCountOf } from "../../base/format.ts";
import type { SourceChange } from "../../sources/sourceKind.ts";
import type { InDoubtItem } from "../../store/database/inDoubt.ts";

/** What a person has to decide before a run can go on. */
export type OpenQuestion =
	/** What becomes of items that had started when the process died? */
	| { readonly kind: "inDoubt"; readonly items: readonly InDoubtItem[] }
	/** The source has changed: go on all the same (only where nothing that was read has), or start over? */
	| { readonly kind: "source"; readonly change: SourceChange };

/** A run cannot go on before a person has said how. Hosts ask, each in its way, and resume again with the answer. */
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
