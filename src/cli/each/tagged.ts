const lineEnd = 10;

/** Puts a text before each line of an output, which comes in pieces. */
export function tagged(tag: string): { add(piece: Uint8Array): Uint8Array } {
	const prefix = Buffer.from(`${tag}\t`);
	let isAtStart = true;
	return {
		add(piece) {
			const parts: Uint8Array[] = [];
			for (let at = 0; at < piece.length; ) {
				const end = piece.indexOf(lineEnd, at);
				const next = end < 0 ? piece.length : end + 1;
				if (isAtStart) parts.push(prefix);
				parts.push(piece.subarray(at, next));
				isAtStart = end >= 0;
				at = next;
			}
			return Buffer.concat(parts);
		},
	};
}
