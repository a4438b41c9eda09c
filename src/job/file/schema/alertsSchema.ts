import { z } from "zod";
import { type AlertPolicy, type AlertRule, alertActions, usualAlerts } from "../../../engine/model/policies.ts";

const share = (usual: number) => z.number().gt(0).max(1).meta({ default: usual });

/** A threshold, or a threshold with what to do when it is passed. */
const rule = (usual: number, description: string) =>
	z
		.union([
			share(usual),
			z.strictObject({
				at: share(usual).optional().describe("The threshold, as a share from 0 to 1."),
				do: z.enum(alertActions).optional().meta({
					description:
						"`notify` tells you; `pause` starts no more items until you resume the run; `halt` ends the run, which can be resumed.",
					default: "notify",
				}),
			}),
		])
		.optional()
		.describe(description);

type Rule = number | { readonly at?: number | undefined; readonly do?: AlertRule["action"] | undefined };

/** What the user hears about while a run is running: what the job names, and nothing else. */
export const alertsSchema = z
	.strictObject({
		successRateBelow: rule(
			usualAlerts.successRateBelow,
			"When a smaller share than this of the items of the last 30 s succeeded (0.9: nine in ten). Rejected items count as failed, items skipped on purpose not at all.",
		),
		rateDropAbove: rule(
			usualAlerts.rateDropAbove,
			"When the rate falls by this share or more below that of the minutes before (0.5: half as fast).",
		),
		memoryAbove: rule(
			usualAlerts.memoryAbove,
			"When the process takes this share or more of the memory that there is (0.8: four fifths).",
		),
	})
	.check(
		z.superRefine((alerts, { addIssue }) => {
			if (Object.keys(alerts).length > 0) return;
			const usual = Object.entries(usualAlerts).map(([name, at]) => `"${name}": ${at}`);
			const message = `expected one or more of ${usual.join(", ")}, found an empty object.`;
			addIssue({ code: "custom", message, params: { at: "empty" } });
		}),
	);

export function alertsOf(alerts: z.output<typeof alertsSchema> | undefined): AlertPolicy | undefined {
	return (
		alerts && {
			successRateBelow: ruleOf(alerts.successRateBelow, usualAlerts.successRateBelow),
			rateDropAbove: ruleOf(alerts.rateDropAbove, usualAlerts.rateDropAbove),
			memoryAbove: ruleOf(alerts.memoryAbove, usualAlerts.memoryAbove),
		}
	);
}

function ruleOf(rule: Rule | undefined, usual: number): AlertRule | undefined {
	if (rule === undefined) return undefined;
	const { at = usual, do: action = "notify" } = typeof rule === "number" ? { at: rule } : rule;
	return { at, action };
}
