import type { Clock } from "../../base/clock.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { RateLimiter } from "../../engine/index.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import type { JobDefinition } from "../file/jobSchema.ts";
import { rateSchema } from "../file/schema/rateLimitSchema.ts";
import { rateLimitFrom } from "./policies.ts";

/** Rate limits by name: all runs that name the same one share its rate limiter. */
export class SharedLimits {
	readonly #clock: Clock;
	readonly #definitions: () => Readonly<Record<string, unknown>>;
	/** By name and rate: a limit that is changed in the settings is a new one, for runs from then on. */
	readonly #limiters = new Map<string, RateLimiter>();

	/** @param definitions gives the limits in the user's settings as they are now */
	constructor(clock: Clock, definitions: () => Readonly<Record<string, unknown>>) {
		this.#clock = clock;
		this.#definitions = definitions;
	}

	/** @throws SettingsError where there is no such limit, or it has no valid rate */
	limiter(name: string): RateLimiter {
		const definitions = this.#definitions();
		if (!Object.hasOwn(definitions, name)) throw unknownLimit(name, Object.keys(definitions));
		const checked = rateSchema.safeParse(definitions[name]);
		if (!checked.success) {
			const example = `"batchline.limits": { ${JSON.stringify(name)}: { "perMinute": 500 } }`;
			throw new SettingsError(`The limit "${name}" in the setting "batchline.limits" has no valid rate.`, {
				path: [],
				suggestion: `Write it as in ${example}`,
			});
		}
		const limit = rateLimitFrom(checked.data);
		const id = JSON.stringify([name, limit]);
		const limiter = this.#limiters.get(id) ?? new RateLimiter(limit, this.#clock);
		this.#limiters.set(id, limiter);
		return limiter;
	}
}

/** Of the limit that the job names, if it does. @throws SettingsError as {@link SharedLimits.limiter} does */
export function sharedLimiterOf(
	{ rateLimit }: JobDefinition,
	limits: SharedLimits | undefined,
): RateLimiter | undefined {
	const name = rateLimit?.limit;
	if (name === undefined) return undefined;
	if (limits) return limits.limiter(name);
	throw new SettingsError(`The limit "${name}" is shared by the runs of a VS Code window, and exists only there.`, {
		path: [],
		suggestion: 'Give the rate itself: "perSecond" or "perMinute".',
	});
}

function unknownLimit(name: string, known: readonly string[]): SettingsError {
	const meant = didYouMean(name, known);
	const suggestion = meant ?? 'Add it to the setting "batchline.limits".';
	return new SettingsError(`There is no limit "${name}" in the setting "batchline.limits".`, { path: [], suggestion });
}
