/** For locators, which take a string as a part of the text: a string becomes a match of the whole. */
export function exactly(text: string | RegExp): RegExp {
	if (text instanceof RegExp) return text;
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+")}\\s*$`);
}
