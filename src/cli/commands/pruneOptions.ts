import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../base/usageError.ts";
import { defaultRetention, type Retention } from "../../store/history/retention.ts";

/** Options of `batchline runs` that delete runs. */
export interface PruneOptions {
	readonly prune?: boolean;
	/** Runs. */
	readonly keep?: number;
	/** Ms. */
	readonly olderThan?: number;
	/** Bytes. */
	readonly maxSize?: number;
	readonly dryRun?: boolean;
}

const hourMs = 3_600_000;
const ageUnits: Readonly<Record<string, number>> = { h: hourMs, d: 24 * hourMs, w: 7 * 24 * hourMs };
const sizeUnits: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

export function withPruneOptions(command: Command): Command {
	return command
		.option("--prune", "delete runs that are over: by default beyond 100 runs, 90 days, or 1 GB in all")
		.option("--keep <n>", "with --prune: only beyond the last n", wholeNumber)
		.option("--older-than <age>", "with --prune: only those that have not changed for this long: 12h, 30d, 8w", age)
		.option(
			"--max-size <size>",
			"with --prune: only the oldest, until the rest takes no more than this: 500MB, 2GB",
			size,
		)
		.option("--dry-run", "with --prune: only print what would be deleted");
}

/** @throws UsageError for an option that would do nothing */
export function assertPruneOptions({ prune, keep, olderThan, maxSize, dryRun }: PruneOptions): void {
	if (prune) return;
	const given = { "--keep": keep, "--older-than": olderThan, "--max-size": maxSize, "--dry-run": dryRun };
	const [first] = Object.entries(given).filter(([, value]) => value !== undefined);
	if (!first) return;
	throw new UsageError({
		message: `${first[0]} does nothing without --prune.`,
		suggestion: "Add --prune to delete runs.",
	});
}

/** A given limit replaces all defaults: deleting last year's runs must not delete the 101st run of today. */
export function retentionOf({ keep, olderThan, maxSize }: PruneOptions): Retention {
	const isNamed = keep !== undefined || olderThan !== undefined || maxSize !== undefined;
	return isNamed ? { maxRuns: keep, maxAgeMs: olderThan, maxBytes: maxSize } : defaultRetention;
}

function wholeNumber(text: string): number {
	const number = Number(text);
	if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
	throw new InvalidArgumentError("Expected a whole number from 0.");
}

function age(text: string): number {
	return measured(text, ageUnits) ?? refuse("Expected an age such as 12h, 30d or 8w.");
}

function size(text: string): number {
	return measured(text, sizeUnits) ?? refuse("Expected a size such as 500MB or 2GB.");
}

/** A number and its unit. Without one it is unclear what was meant, and a deletion cannot be undone. */
function measured(text: string, units: Readonly<Record<string, number>>): number | undefined {
	const [, number, unit = ""] = /^(\d+(?:\.\d+)?) ?([a-z]+)$/i.exec(text) ?? [];
	const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
	return factor === undefined ? undefined : Number(number) * factor;
}

function refuse(message: string): never {
	throw new InvalidArgumentError(message);
}
