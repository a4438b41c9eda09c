/** Characters that change the direction of the text around them (Unicode, UAX 9): a name can look like another one. */
const bidiControls = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text whose direction is that of its letters: controls are shown by their code, `\u202e`. */
export function withBidiShown(text: string): string {
	return text.replace(bidiControls, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
