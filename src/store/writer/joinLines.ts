/** UTF-16 units that are joined at a time. A string holds at most 512 Mi of them, and one commit may have more. */
const pieceLength = 16_000_000;

/** Lines as text, each with its newline, in a few large pieces. */
export function joinLines(lines: readonly string[]): readonly string[] {
	const pieces: string[] = [];
	let from = 0;
	let length = 0;
	lines.forEach((line, at) => {
		length += line.length;
		if (length < pieceLength && at < lines.length - 1) return;
		pieces.push(`${lines.slice(from, at + 1).join("\n")}\n`);
		from = at + 1;
		length = 0;
	});
	return pieces;
}
