import { join } from "node:path";
import { RunSpool } from "../../../../src/job/plan/items/spools.ts";
import { type Narrowing, narrowedSource } from "../../../../src/sources/narrowing/narrowing.ts";
import type { OpenedSource, SourceContext, SourceKind } from "../../../../src/sources/sourceKind.ts";
import { TrialFolder } from "../trialFolder.ts";

/** What the items of a trial look like; each source makes what it reads out of a list of them. */
export interface Row {
	readonly id: number;
	/** With what formats have trouble with. */
	readonly text: string;
}

export interface ConformingSource {
	/** As tests are named after it. */
	readonly name: string;
	readonly kind: SourceKind;
	/** Puts the rows where the source reads them. @returns its settings */
	write(rows: readonly Row[], trial: SourceTrial): unknown;
	/** What the source takes from its host, besides the folder. */
	context?(trial: SourceTrial, isResumed: boolean): Partial<SourceContext>;
	/** What stands beside the kind in the job. */
	readonly narrowing?: Narrowing;
	/** The value of the item that a row becomes. Default: the row. */
	itemOf?(row: Row): unknown;
	/**
	 * Puts the rows there with something in place of row `at` that cannot be read. Undefined: there is no such thing.
	 * @returns the settings
	 */
	damage?(rows: readonly Row[], at: number, trial: SourceTrial): unknown;
	/** What comes of that: a failed item, or the end of the reading with these words. */
	readonly damaged?: "item" | RegExp;
	/** `fixed`: nothing can change them, as they stand in the job or are kept with the run. Default: `noticed`. */
	readonly changes?: "noticed" | "fixed";
	/** Whether a change of one row is seen. Default: yes; a list of files is only that of their names. */
	readonly seesChangedRow?: boolean;
	/** Whether a change is seen of what was not read yet. Default: yes; a query may have had that row all along. */
	readonly seesLaterRows?: boolean;
	/** Whether this machine has what the source reads from. Default: yes. */
	isThere?(): Promise<boolean>;
	/** Whether the only place to read on from is the beginning. Default: no. */
	readonly onlyFromStart?: boolean;
	/** Whether any change concerns all items, as each of them is made of all rows. Default: no. */
	readonly allDependOnEach?: boolean;
	/** How many rows of the usual length make several places. Default: 1,500. */
	readonly rows?: number;
}

/** One source in a folder of its own. */
export class SourceTrial {
	readonly folder = new TrialFolder();
	readonly #source: ConformingSource;

	constructor(source: ConformingSource) {
		this.#source = source;
	}

	/** As a run does that begins, or one that is resumed. */
	async open(settings: unknown, { isResumed = false } = {}): Promise<OpenedSource> {
		const { kind, context, narrowing } = this.#source;
		const spool = new RunSpool(join(this.folder.path, "run"), { isResumed });
		const opened = await this.folder.openWith({ spool, ...context?.(this, isResumed) }, kind, settings);
		if (!narrowing) return opened;
		return narrowedSource(opened, narrowing, { variables: { get: () => undefined, secrets: [] }, runId: "trial" });
	}

	remove(): void {
		this.folder.remove();
	}
}

/** Rows that fill several blocks, with quotes, line ends within, delimiters, digits beyond doubles. */
export function rowsOf(count: number): readonly Row[] {
	const texts = ["plain", "ümlaut 😀", 'with "quotes"', "a, b; c\td", "x".repeat(400), "-", "=1+1"];
	return Array.from({ length: count }, (_, id) => ({ id, text: `${texts[id % texts.length]} ${id}` }));
}
