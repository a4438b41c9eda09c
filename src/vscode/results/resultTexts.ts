import type { OperationKind } from "../../operations/operationKind.ts";
import { operationKindOf } from "../../operations/operationKinds.ts";
import { cellText } from "../../sinks/table/cells.ts";
import type { ResultRow } from "../../store/results/resultRow.ts";

/** What a result is in a text: what a program has printed, an answer's body; else all of it as JSON. */
export class ResultTexts {
	readonly #kind: OperationKind | undefined;

	/** @param definition of the job as it ran */
	constructor(definition: unknown) {
		const { run } = definition as { readonly run: Readonly<Record<string, unknown>> };
		this.#kind = operationKindOf(run);
	}

	/** What most want of a result. */
	mainOf({ result }: Pick<ResultRow, "result">): unknown {
		return this.#kind?.mainResult ? this.#kind.mainResult(result) : result;
	}

	textOf(row: Pick<ResultRow, "result">): string {
		return cellText(this.mainOf(row));
	}
}
