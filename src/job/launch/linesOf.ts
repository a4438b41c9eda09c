/** Not by `readline`, which also ends lines at characters that JSON need not escape. */
export async function* linesOf(blocks: AsyncIterable<string>): AsyncIterable<string> {
	let rest = "";
	for await (const block of blocks) {
		const lines = `${rest}${block}`.split("\n");
		rest = lines.pop() ?? "";
		yield* lines;
	}
	if (rest !== "") yield rest;
}
