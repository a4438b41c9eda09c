import { withBidiShown } from "../base/bidiControls.ts";

type Attributes = Readonly<Record<string, string>>;

/** Builds an element; string children become text, never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
	name: Name,
	attributes: Attributes = {},
	...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
	const made = document.createElement(name);
	for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
	made.append(...children);
	return made;
}

/**
 * Sets the text only if it differs: unchanged text costs no layout and is not announced again. What an item or a server
 * says cannot turn its direction.
 */
export function setText(node: Element, text: string): void {
	const shown = withBidiShown(text);
	if (node.textContent !== shown) node.textContent = shown;
}

export function setAttribute(node: Element, name: string, value: string): void {
	if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}
