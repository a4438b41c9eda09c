import type { DuplicatePolicy } from "../../../engine/model/policies.ts";
import type { OpenedSource } from "../../../sources/sourceKind.ts";
import { KeyTable } from "./keyTable.ts";

/**
 * The source, which counts items with the key of an earlier item, and says of each which that is if the job treats
 * such items in another way. Where a reading begins further on, the keys before are read again.
 */
export function checkedKeys(source: OpenedSource, duplicates: DuplicatePolicy): OpenedSource {
	const namesFirst = duplicates !== "run";
	let sameKeys: number | undefined;
	return {
		summary: source.summary,
		total: () => source.total(),
		position: (index) => source.position?.(index),
		changeSince: async (position) => source.changeSince?.(position),
		sameKeys: () => sameKeys,
		async *chunks(signal, from) {
			const begin = from?.index ?? 0;
			const known = new KeyTable({ namesFirst });
			let found = 0;
			for await (const chunk of source.chunks(signal)) {
				const items = chunk.map((item) => {
					const first = item.problem === undefined ? known.add(item.key, item.index) : undefined;
					if (first === undefined) return item;
					found++;
					return namesFirst ? { ...item, duplicateOf: first } : item;
				});
				const wanted = items.filter(({ index }) => index >= begin);
				if (wanted.length === 0) continue;
				sameKeys = found;
				yield wanted;
			}
		},
	};
}
