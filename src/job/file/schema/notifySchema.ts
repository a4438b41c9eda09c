import { z } from "zod";
import { oneKind } from "../../../base/oneKind.ts";
import { commandOperation } from "../../../operations/command/command.ts";
import { httpOperation } from "../../../operations/http/http.ts";

/** What can tell somebody that a run has ended. */
export const notifyKinds = [httpOperation, commandOperation] as const;

/** How a run may end. */
export const runEnds = ["completed", "completedWithFailures", "halted", "cancelled"] as const;

/** Whoever cancels a run knows that it has ended. */
export const usualEnds: readonly (typeof runEnds)[number][] = ["completed", "completedWithFailures", "halted"];

export const notifySchema = oneKind(
	notifyKinds,
	"What is done once when a run ends: a request or a command, with `{{ summary.state }}`, `{{ summary.failed }}` and the like.",
	{
		on: z
			.array(z.enum(runEnds))
			.min(1, "expected at least one end, found an empty list.")
			.optional()
			.meta({ description: "After which ends of a run.", default: usualEnds }),
	},
);
