const candidates = [",", ";", "\t", "|"];

/** The candidate that occurs most often in the line outside of quotes; a comma if none does. */
export function guessDelimiter(line: string): string {
	const bare = line.replace(/"[^"]*"?/g, "");
	let best = { delimiter: ",", count: 0 };
	for (const delimiter of candidates) {
		const count = bare.split(delimiter).length - 1;
		if (count > best.count) best = { delimiter, count };
	}
	return best.delimiter;
}
