import { availableParallelism } from "node:os";
import { UsageError } from "../../base/usageError.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobText } from "../../job/file/readJob.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { type EachOptions, requestMethods } from "./eachOptions.ts";
import { type EachItems, itemsOf } from "./itemsOf.ts";
import { wholeItem, wordTemplate } from "./placeholders.ts";
import { requestOf } from "./requestOf.ts";
import { splitWords } from "./valueLists.ts";

/** Of a name that lists of runs show. */
const maxNameLength = 60;

/** A job made of a command line. */
export interface EachJob {
	readonly job: Job;
	/** As it is written into a job file. */
	readonly definition: Readonly<Record<string, unknown>>;
	/** Its items come from standard input. */
	readonly readsInput: boolean;
}

/**
 * @param words the command with what stands behind it
 * @param typed the whole command line behind `each`, to be shown
 * @throws UsageError
 */
export function eachJob(
	words: readonly string[],
	options: EachOptions,
	{ typed, baseFolder }: { readonly typed: readonly string[]; readonly baseFolder: string },
): EachJob {
	const split = splitWords(words);
	const items = itemsOf(split, options);
	const request = requestMethods.find((method) => options[method] !== undefined);
	if (request !== undefined && split.command.length > 0) {
		throw new UsageError({
			message: `A request (--${request}) and a command (${split.command.join(" ")}) were found: expected one of them.`,
		});
	}
	const { maxArgs, concurrency, retries, timeout, rate, keepGoing, key } = options;
	const run =
		request === undefined
			? { command: commandOf(split.command, items, options) }
			: { http: requestOf(request, options, items.shape) };
	const name = nameOf(request === undefined ? split.command : [request.toUpperCase(), options[request] ?? ""]);
	const definition = {
		name,
		items: items.source,
		run,
		...(key !== undefined && { key: wordTemplate(key, items.shape).template }),
		// As GNU parallel does: a program for each processor.
		...((concurrency !== undefined || request === undefined) && { concurrency: concurrency ?? availableParallelism() }),
		// A call that has failed is not repeated in parts.
		...(maxArgs !== undefined && { batchSize: maxArgs, onBatchFailure: "fail" }),
		...(retries !== undefined && {
			retry: { attempts: retries },
			...(request === undefined && { errors: { retry: [anyEnd] } }),
		}),
		...(timeout !== undefined && { timeout: /^\d+$/.test(timeout) ? `${timeout}s` : timeout }),
		...(rate !== undefined && { rateLimit: rateOf(rate) }),
		...(keepGoing && { halt: { firstFailures: 0 } }),
	};
	return {
		job: { ...jobOf(definition, baseFolder), commandLine: typed },
		definition,
		readsInput: Object.values(items.source).some((from) => from === "-" || (from as { path?: unknown }).path === "-"),
	};
}

/** However a program fails: with `--retries`, an exit code is no definite answer. */
const anyEnd = "/ (exited with|was ended by) /";

function jobOf(definition: object, baseFolder: string): Job {
	try {
		return readJobText(JSON.stringify(definition, null, 2), { baseFolder });
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		// There is no file that a place could be in.
		throw new UsageError(error.problems.map(({ message, suggestion }) => ({ message, suggestion })));
	}
}

function commandOf(words: readonly string[], { shape }: EachItems, { maxArgs }: EachOptions): unknown {
	const [only] = words;
	if (only === undefined) {
		throw new UsageError({
			message: "There is no command to run.",
			suggestion: "Write it behind the options: batchline each -j 8 -- convert {} {.}.png",
		});
	}
	// One word that is more than a program's name is a line for the shell.
	if (words.length === 1 && /[\s;&|<>(){}$`"']/.test(only)) {
		if (maxArgs !== undefined) {
			throw new UsageError({
				message: "A line for the shell cannot take several items (-n).",
				suggestion: "Leave the quotes out.",
			});
		}
		const { template, hasPlaceholder } = wordTemplate(only, shape);
		return hasPlaceholder ? template : [template, ...wholeItem(shape)].join(" ");
	}
	let hasPlaceholder = false;
	const list = words.flatMap((word) => {
		if (word === "{}") {
			hasPlaceholder = true;
			return wholeItem(shape);
		}
		const made = wordTemplate(word, shape);
		hasPlaceholder ||= made.hasPlaceholder;
		return [made.template];
	});
	const run = hasPlaceholder ? list : [...list, ...wholeItem(shape)];
	return maxArgs === undefined ? run : { run, per: "batch" };
}

function rateOf(text: string): Readonly<Record<string, number>> {
	const [, number, unit] = /^(\d+(?:\.\d+)?)(?:\/(s|m))?$/.exec(text) ?? [];
	if (number === undefined) {
		throw new UsageError({ message: `Expected a rate such as 10/s or 90/m, found "${text}" (--rate).` });
	}
	return unit === "m" ? { perMinute: Number(number) } : { perSecond: Number(number) };
}

/** `each convert {} {.}.png` */
function nameOf(words: readonly string[]): string {
	const name = `each ${words.map((word) => (/^[\w./:@%+,={}-]+$/.test(word) ? word : shellWord(word))).join(" ")}`;
	return name.length > maxNameLength ? `${name.slice(0, maxNameLength)}…` : name;
}
