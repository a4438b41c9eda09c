import { formatCount } from "../../base/format.ts";
import type { OpenedSource } from "../sourceKind.ts";

/** The first `limit` items of a source. */
export function limitedSource(source: OpenedSource, limit: number): OpenedSource {
	return {
		summary: `the first ${formatCount(limit)} of ${source.summary}`,
		notes: source.notes ?? [],
		whyEmpty: source.whyEmpty,
		total() {
			const total = source.total();
			if (!total) return undefined;
			return total.count > limit ? { count: limit, exact: total.exact } : total;
		},
		position: (index) => source.position?.(index),
		changeSince: async (position) => source.changeSince?.(position),
		async *chunks(signal, from) {
			let left = limit - (from?.index ?? 0);
			for await (const chunk of source.chunks(signal, from)) {
				if (chunk.length >= left) {
					yield chunk.slice(0, left);
					return;
				}
				yield chunk;
				left -= chunk.length;
			}
		},
	};
}
