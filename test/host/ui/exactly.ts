/** Makes a locator match the whole text: with a plain string it would match a part of it. */
export function exactly(text: string | RegExp): RegExp {
	if (text instanceof RegExp) return text;
	return new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+")}\\s*$`);
}
