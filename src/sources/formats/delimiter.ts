const candidates = [",", ";", "\t", "|"];

/** The candidate that the line has most of outside quotes; a comma where it has none. */
export function guessDelimiter(line: string): string {
	const bare = line.replace(/"[^"]*"?/g, "");
	let best = { delimiter: ",", count: 0 };
	for (const delimiter of candidates) {
		const count = bare.split(delimiter).length - 1;
		if (count > best.count) best = { delimiter, count };
	}
	return best.delimiter;
}
