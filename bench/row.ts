import type { Figure } from "./figures.ts";
import type { Measured } from "./measurement.ts";

/** One way to do a row's work. */
export interface Variant {
	readonly name: string;
	/** Why it cannot be measured here; undefined when it can. */
	missing?(): string | undefined;
	/** A file of bench/, without its ending, that its process loads first. */
	readonly preload?: string;
	/** Above this size it is left out. */
	readonly upTo?: { readonly size: number; readonly because: string };
	/**
	 * Does the work once, in a process of its own.
	 * @param shared folder with what {@link Row.prepare} made; not to be changed
	 * @param scratch an empty folder that is removed afterwards
	 */
	measure(size: number, shared: string, scratch: string): Promise<Measured>;
}

/** What the figures say about a goal of design section 8. */
export interface Verdict {
	readonly goal: string;
	/** `2.3 times p-map` */
	readonly measured: string;
	readonly isMet: boolean;
}

/** One line of what Batchline is measured by. */
export interface Row {
	/** As `--only` has it. */
	readonly name: string;
	readonly title: string;
	/** What is measured, and how: goes into the page. */
	readonly text: string;
	/** What a value is: items a second are better the more, milliseconds the fewer. */
	readonly unit: Unit;
	/** Sizes (items, mostly), each measured with every variant. */
	readonly sizes: readonly number[];
	/** Of `--quick`, where only the bench itself is tried. */
	readonly quickSize: number;
	/** Sizes of `--full` besides. */
	readonly fullSizes?: readonly number[];
	/** What a size counts: `items`. */
	readonly sizeUnit: string;
	readonly variants: readonly Variant[];
	/** Makes what the variants share, once a size, in a process of its own. */
	prepare?(size: number, shared: string): Promise<void>;
	/** Undefined for what was not measured. */
	verdicts(figure: FigureOf): readonly Verdict[];
}

export type Unit = "items/s" | "ms" | "µs";

export type FigureOf = (variant: string, size: number) => Figure | undefined;
