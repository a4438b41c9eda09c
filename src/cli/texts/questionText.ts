import { formatCount } from "../../base/format.ts";
import type { UndecidedError } from "../../job/launch/inDoubt/undecidedError.ts";
import { printable } from "../terminal/printable.ts";
import { programName } from "../terminal/programName.ts";

/** Items that are listed here; `batchline failed RUN` lists all of them. */
const maxNamed = 20;

/** What the user has to decide, and by which flags. */
export function questionText({ question, message }: UndecidedError): string {
	if (question.kind === "source") {
		return printable(`${message} ${question.change.isBeforeMark ? startOver : goOnOrStartOver}`);
	}
	const { items } = question;
	const named = items.slice(0, maxNamed).flatMap(({ item, attempts, startedAt, attempt }) => {
		const since = new Date(startedAt).toISOString();
		const line = `  item ${formatCount(item.index)}  ${item.key}  attempt ${attempts + 1}, started ${since}`;
		return [line, ...(attempt === undefined ? [] : [`    ${attempt}`])].map(printable);
	});
	const more = items.length > maxNamed ? [`  and ${formatCount(items.length - maxNamed)} more`] : [];
	return [message, ...named, ...more, decideText, printable(itemByItemText(question.runId))].join("\n");
}

const decideText = "Decide with --in-doubt retry, skip, done (they were done) or later.";

const itemByItemText = (runId: string) =>
	`Or item by item: add a "decision" to lines of \`${programName()} failed ${runId} --jsonl\`, and give that file to --in-doubt.`;

const startOver = "The run's outcomes may belong to other items than the source has now: start over (--fresh).";
const goOnOrStartOver = "Go on with what it holds now (--accept-change), or start over (--fresh).";
