import { formatCountOf, formatDuration } from "../../base/format.ts";
import type { AttemptRecord, Failure } from "../../engine/model/outcome.ts";
import type { FailedItem } from "../../engine/model/ports.ts";

/** How each unsuccessful attempt at an item ended, as far as it is kept. */
export function attemptLines({ attempts, history, failure }: FailedItem): readonly string[] {
	const unkept = attempts - history.length;
	return [
		...(history.length === 0 ? failureLines(failure) : []),
		...(unkept > 0 && history.length > 0 ? [`(${formatCountOf(unkept, "earlier attempt")} not kept)`, ""] : []),
		...history.flatMap(recordLines),
	];
}

function recordLines({ attempt, startedAt, durationMs, failure }: AttemptRecord): readonly string[] {
	const head = `Attempt ${attempt}, ${new Date(startedAt).toISOString()}, ${formatDuration(durationMs)}`;
	return [head, ...failureLines(failure)];
}

function failureLines({ name, code, message, category, detail }: Failure): readonly string[] {
	const kind = [name, code, `category ${category}`].filter((part) => part !== undefined).join(", ");
	const more = detail === undefined || detail === message ? [] : indented(detail);
	return [...indented(message), ...indented(`(${kind})`), ...more, ""];
}

export function indented(text: string | undefined): readonly string[] {
	return (text ?? "").split(/\r?\n/).map((line) => `    ${line}`);
}
