import type { Clock } from "../../base/clock.ts";
import { SettingsError } from "../../base/settingsError.ts";
import { RateLimiter } from "../../engine/index.ts";
import { didYouMean } from "../../templates/didYouMean.ts";
import type { JobDefinition } from "../file/jobSchema.ts";
import { rateSchema } from "../file/rateLimitSchema.ts";
import { rateLimitFrom } from "./policies.ts";

/** Rate limits by name, which all runs that name one go by together. */
export class SharedLimits {
	readonly #clock: Clock;
	readonly #definitions: () => Readonly<Record<string, unknown>>;
	/** By what the limit says: one that was changed in the settings is another one, for runs from then on. */
	readonly #lines = new Map<string, RateLimiter>();

	/** @param definitions as the person's settings have them now */
	constructor(clock: Clock, definitions: () => Readonly<Record<string, unknown>>) {
		this.#clock = clock;
		this.#definitions = definitions;
	}

	/** @throws SettingsError for one that there is not, or that says nothing usable */
	line(name: string): RateLimiter {
		const definitions = this.#definitions();
		if (!Object.hasOwn(definitions, name)) throw unknownLimit(name, Object.keys(definitions));
		const checked = rateSchema.safeParse(definitions[name]);
		if (!checked.success) {
			const example = `"batchline.limits": { ${JSON.stringify(name)}: { "perMinute": 500 } }`;
			throw new SettingsError(`The limit "${name}" in the setting "batchline.limits" says no rate.`, {
				path: [],
				suggestion: `Write it as in ${example}`,
			});
		}
		const limit = rateLimitFrom(checked.data);
		const id = JSON.stringify([name, limit]);
		const line = this.#lines.get(id) ?? new RateLimiter(limit, this.#clock);
		this.#lines.set(id, line);
		return line;
	}
}

/** Of the limit that the job names, if it does. @throws SettingsError where there is none of that name */
export function sharedLine({ rateLimit }: JobDefinition, limits: SharedLimits | undefined): RateLimiter | undefined {
	const name = rateLimit?.limit;
	if (name === undefined) return undefined;
	if (limits) return limits.line(name);
	throw new SettingsError(`The limit "${name}" is shared by the runs of a VS Code window, and this is none.`, {
		path: [],
		suggestion: 'Give the rate itself: "perSecond" or "perMinute".',
	});
}

function unknownLimit(name: string, known: readonly string[]): SettingsError {
	const meant = didYouMean(name, known);
	const suggestion = meant ?? 'Add it to the setting "batchline.limits".';
	return new SettingsError(`There is no limit "${name}" in the setting "batchline.limits".`, { path: [], suggestion });
}
