import { UsageError } from "../../../base/usageError.ts";
import type { Item } from "../../../engine/model/item.ts";
import { type InDoubtDecision, type ItemDecisions, inDoubtDecisions } from "../../../store/database/items/inDoubt.ts";
import { jsonLines } from "../jsonLines.ts";

const words = inDoubtDecisions.map((word) => `"${word}"`).join(", ");
const suggestion = `It takes lines of \`failed --jsonl\` of this run, each with a "decision": ${words}.`;

type Identified = Pick<Item, "index" | "key">;

interface DecisionLine {
	/** From 1. */
	readonly line: number;
	readonly index: number | undefined;
	readonly key: string | undefined;
	/** Undefined: to be decided later. */
	readonly decision: InDoubtDecision | undefined;
	/** A line of the list about an item that is not in doubt. */
	readonly isOther: boolean;
}

/**
 * Reads what is to become of items in doubt, one by one. Those that the file says nothing about are left for later.
 * @param file absolute
 * @param items all that are in doubt
 * @returns a decision for each of them
 * @throws UsageError, with the line, where one is no JSON, has another decision, or names none of the items
 */
export async function readDecisions(file: string, items: readonly Identified[], runId: string): Promise<ItemDecisions> {
	const decisions = new Map<number, InDoubtDecision>(items.map(({ index }) => [index, "later"]));
	const keys = Map.groupBy(items, ({ key }) => key);
	const lines = new Map<number, number>();
	for await (const { line, value } of jsonLines(file, suggestion)) {
		if (!value) continue;
		const found = read(value, line);
		if (typeof found === "string") throw problem(line, found);
		const index = indexOf(found);
		if (typeof index === "string") throw problem(line, index);
		if (index === undefined) continue;
		const earlier = lines.get(index);
		if (earlier !== undefined) throw problem(line, `Item ${index} stands in line ${earlier}, too.`);
		lines.set(index, line);
		decisions.set(index, found.decision ?? "later");
	}
	return decisions;

	/** @returns undefined for what needs no decision; a text where it is no item in doubt */
	function indexOf({ index, key, decision, isOther }: DecisionLine): number | string | undefined {
		const named = key === undefined ? undefined : keys.get(key);
		const found = index === undefined ? named : items.filter((item) => item.index === index);
		const [first] = found ?? [];
		const isThat = first !== undefined && (key === undefined || first.key === key);
		if (isThat && found?.length === 1) return first.index;
		if (isThat) return `${found?.length} items in doubt have the key ${JSON.stringify(key)}: say which by "index".`;
		if (isOther && decision === undefined) return undefined;
		const name = index === undefined ? "The item" : `Item ${index}`;
		const of = key === undefined || key === String(index) ? "" : ` with the key ${JSON.stringify(key)}`;
		return `${name}${of} is not in doubt in run ${runId}.`;
	}

	function problem(line: number, message: string): UsageError {
		return new UsageError({ message, file, line, suggestion });
	}
}

/** @returns a text where it is not one */
function read(value: Readonly<Record<string, unknown>>, line: number): DecisionLine | string {
	const { index, key, decision = undefined, outcome } = value;
	const hasIndex = typeof index === "number";
	const hasKey = typeof key === "string";
	if (!hasIndex && !hasKey) return 'Expected an object with "index" or "key".';
	if (decision !== undefined && !isDecision(decision)) {
		return `${JSON.stringify(decision)} is no decision: expected one of ${words}.`;
	}
	return {
		line,
		index: hasIndex ? index : undefined,
		key: hasKey ? key : undefined,
		decision,
		isOther: typeof outcome === "string" && outcome !== "interrupted",
	};
}

function isDecision(value: unknown): value is InDoubtDecision {
	return inDoubtDecisions.some((decision) => decision === value);
}
