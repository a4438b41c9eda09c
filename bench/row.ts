import type { Figure } from "./figures.ts";
import type { Measured } from "./measurement.ts";

/** One way to do a row's work. */
export interface Variant {
	readonly name: string;
	/** Why it cannot be measured here; undefined when it can. */
	missing?(): string | undefined;
	/** A file of bench/, without its extension, that its process loads first. */
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

/** What the figures say about a goal of docs/benchmarks.md. */
export interface Verdict {
	readonly goal: string;
	/** `2.3 times p-map` */
	readonly measured: string;
	readonly isMet: boolean;
}

/** One kind of work that Batchline is measured by. */
export interface Row {
	/** For `--only`. */
	readonly name: string;
	readonly title: string;
	/** What is measured, and how: goes into the page. */
	readonly text: string;
	/** Of a value: more items/s are better, and so is less time. */
	readonly unit: Unit;
	/** Sizes (items, mostly), each measured with every variant. */
	readonly sizes: readonly number[];
	/** For `--quick`, which only tries out the bench itself. */
	readonly quickSize: number;
	/** Further sizes, for `--full`. */
	readonly fullSizes?: readonly number[];
	/** What a size counts: `items`. */
	readonly sizeUnit: string;
	readonly variants: readonly Variant[];
	/** Makes what the variants share, once per size, in a process of its own. */
	prepare?(size: number, shared: string): Promise<void>;
	/** @param figure returns undefined for what was not measured */
	verdicts(figure: FigureOf): readonly Verdict[];
}

export type Unit = "items/s" | "ms" | "µs";

export type FigureOf = (variant: string, size: number) => Figure | undefined;
