import { resolve } from "node:path";
import type { Job } from "../../job/file/job.ts";
import { readJobText } from "../../job/file/readJob.ts";
import type { InputValues } from "../../job/plan/inputs.ts";
import type { FoundItems } from "./foundItems.ts";

/** The job's `run`: an object with one key, the kind's name. */
export type RunSetting = Readonly<Record<string, unknown>>;

type JobValue = Readonly<Record<string, unknown>>;

/** The wizard's answers so far. They stay when the user goes back. */
export class Draft {
	found: FoundItems;
	run: RunSetting = {};
	concurrency: number | undefined;
	/** A condition that results must meet; undefined: as a saved job says, else none. */
	success: string | undefined;
	/** What was chosen for a saved job. */
	inputs: InputValues | undefined;
	#saved: { readonly job: JobValue; readonly folder: string } | undefined;

	constructor(found: FoundItems) {
		this.found = found;
	}

	/** Takes a saved job's operation and policies for these items. */
	useSaved(job: Job): void {
		const { $schema, items, key, output, ...rest } = job.document.value as JobValue;
		// Key and output belong to the job's own items, unless the job is for any selection.
		const own = this.found.selection && isForSelections(items) ? { key, output } : {};
		this.#saved = { job: { ...rest, ...own, name: job.name }, folder: job.baseFolder };
		this.run = rest.run as RunSetting;
	}

	/** Forgets the saved job. */
	useNothingSaved(): void {
		this.#saved = undefined;
		this.inputs = undefined;
	}

	/** Absolute; the job's paths are relative to it. */
	get baseFolder(): string {
		return this.#saved?.folder ?? this.found.baseFolder;
	}

	/** @throws UsageError */
	toJob(): Job {
		return readJobText(this.toText(), { baseFolder: this.baseFolder });
	}

	/** The text of a job file. */
	toText(): string {
		const { found, run, concurrency, success } = this;
		const job = {
			name: found.name,
			...this.#saved?.job,
			items: this.#items(),
			run,
			...(success === undefined ? {} : { assert: [success] }),
			...(concurrency === undefined ? {} : { concurrency }),
		};
		return `${JSON.stringify(job, undefined, "\t")}\n`;
	}

	/** Paths become absolute for a saved job, because they were found relative to another folder than the job's. */
	#items(): JobValue {
		const { items, baseFolder } = this.found;
		const { files } = items;
		if (!this.#saved || !Array.isArray(files)) return items;
		return { files: files.map((path: string) => resolve(baseFolder, path)) };
	}
}

function isForSelections(items: unknown): boolean {
	return typeof items === "object" && items !== null && "selection" in items;
}
