import { z } from "zod";
import { foundWording } from "../wording.ts";

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const pattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
/** Timers hold ms in 32 bits, which end at 24.8 days; no job waits nearly that long. */
const maxMs = 24 * unitMs.h;

/** Ms of `500ms`, `30s`, `1.5m`, `2h`; undefined where the text is no duration. */
export function parseDuration(text: string): number | undefined {
	const [, number, unit] = pattern.exec(text) ?? [];
	return number === undefined ? undefined : Number(number) * unitMs[unit as keyof typeof unitMs];
}

const notADuration = ({ input }: { readonly input?: unknown }) =>
	`expected a duration such as "500ms", "30s", "2m" or "1h", found ${foundWording(input)}.`;

/**
 * A duration in a job. Always a string: a bare number would leave open whether it means seconds.
 * @param minMs the shortest that makes sense
 */
export function durationSchema(minMs: 0 | 1): z.ZodString {
	return z
		.string({ error: notADuration })
		.regex(pattern, { error: notADuration, abort: true })
		.refine((text) => (parseDuration(text) ?? 0) >= minMs, 'expected a duration above "0s".')
		.refine((text) => (parseDuration(text) ?? 0) <= maxMs, 'expected a duration of at most "24h".');
}
