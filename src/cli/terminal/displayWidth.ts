const wide =
	/[\u1100-\u115f\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
const zeroWidth = /\p{Mark}|\p{Format}/u;

/** Columns that the text takes on a terminal. */
export function displayWidth(text: string): number {
	let width = 0;
	for (const character of text) width += widthOf(character);
	return width;
}

/** At most `columns` wide, with `…` where something was left out. */
export function cutToWidth(text: string, columns: number): string {
	if (displayWidth(text) <= columns) return text;
	let cut = "";
	let left = columns - 1;
	for (const character of text) {
		left -= widthOf(character);
		if (left < 0) break;
		cut += character;
	}
	return columns < 1 ? "" : `${cut.trimEnd()}…`;
}

function widthOf(character: string): number {
	return zeroWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
}
