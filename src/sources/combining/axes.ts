import { z } from "zod";
import { chosenKind, oneKind } from "../../base/oneKind.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { Item } from "../../engine/model/item.ts";
import type { OpenedSource, SourceContext, SourceKind } from "../sourceKind.ts";

/** A source that gives one field of each item. */
export interface Axis {
	readonly name: string;
	/** Its items' values are objects with that one field. */
	readonly source: OpenedSource;
}

type AxisSettings = readonly unknown[] | Readonly<Record<string, unknown>>;

export type AxesSettings = Readonly<Record<string, AxisSettings>>;

/** What fields are made of: lists, and sources of these kinds. */
export class Axes {
	readonly #kinds: readonly SourceKind[];
	readonly schema: z.ZodType<AxesSettings>;

	constructor(kinds: readonly SourceKind[]) {
		this.#kinds = kinds;
		this.schema = z
			.record(
				// A JavaScript object has such names first, wherever they stand.
				z.string().regex(/^(?!\d+$)./, "Expected a name that is no number."),
				z.union([z.array(z.unknown()), oneKind(kinds, "Where the field's values come from: exactly one kind.")]),
			)
			.refine((axes) => Object.keys(axes).length > 0, "Expected at least one field.") as z.ZodType<AxesSettings>;
	}

	readsOnce(settings: AxesSettings): boolean {
		return this.#chosen(settings).some(({ kind, settings }) => kind?.readsOnce?.(settings));
	}

	runsProgram(settings: AxesSettings): boolean {
		return this.#chosen(settings).some(({ kind, settings }) => kind?.runsProgram?.(settings));
	}

	/** One after the other, so that what they keep is kept in one order. @throws SettingsError */
	async open(settings: AxesSettings, context: SourceContext): Promise<readonly Axis[]> {
		const axes: Axis[] = [];
		for (const { name, kind, settings: own } of this.#chosen(settings)) {
			const opened = kind ? await openBelow(name, { kind, settings: own }, context) : listSource(own as unknown[]);
			axes.push({ name, source: namedSource(name, opened) });
		}
		return axes;
	}

	#chosen(settings: AxesSettings): readonly { name: string; kind: SourceKind | undefined; settings: unknown }[] {
		return Object.entries(settings).map(([name, own]) =>
			Array.isArray(own)
				? { name, kind: undefined, settings: own }
				: { name, ...chosenKind(this.#kinds, own as Readonly<Record<string, unknown>>) },
		);
	}
}

async function openBelow(
	name: string,
	{ kind, settings }: { readonly kind: SourceKind; readonly settings: unknown },
	context: SourceContext,
): Promise<OpenedSource> {
	try {
		return await kind.open(settings, context);
	} catch (error) {
		throw error instanceof SettingsError ? error.below(name, kind.name) : error;
	}
}

function listSource(list: readonly unknown[]): OpenedSource {
	return {
		summary: "",
		total: () => ({ count: list.length, exact: true }),
		async *chunks(signal) {
			if (signal.aborted || list.length === 0) return;
			yield list.map((value, index) => ({ index, key: String(index), value, location: undefined, problem: undefined }));
		},
	};
}

function namedSource(name: string, source: OpenedSource): OpenedSource {
	const named = ({ index, key, value, location, problem }: Item): Item => ({
		index,
		key,
		value: { [name]: value },
		location,
		problem: problem === undefined ? undefined : `${JSON.stringify(name)}: ${problem}`,
	});
	return {
		summary: name,
		notes: source.notes ?? [],
		total: () => source.total(),
		reads: (identity) => source.reads?.(identity) ?? false,
		position: (index) => source.position?.(index),
		changeSince: async (position) => source.changeSince?.(position),
		dispose: async () => source.dispose?.(),
		async *chunks(signal, from) {
			for await (const chunk of source.chunks(signal, from)) yield chunk.map(named);
		},
	};
}

/** What all of them have in common. */
export function ofAll(sources: readonly OpenedSource[]): Pick<OpenedSource, "dispose" | "reads"> & { notes: string[] } {
	return {
		notes: sources.flatMap(({ notes = [] }) => notes),
		reads: (identity) => sources.some((source) => source.reads?.(identity)),
		async dispose() {
			for (const source of sources) await source.dispose?.();
		},
	};
}

/** One item of several, each with a field of its own. */
export function joined(parts: readonly Item[], index: number): Item {
	return {
		index,
		key: String(index),
		value: Object.assign({}, ...parts.map(({ value }) => value)),
		location: parts.findLast(({ location }) => location !== undefined)?.location,
		problem: parts.find(({ problem }) => problem !== undefined)?.problem,
	};
}
