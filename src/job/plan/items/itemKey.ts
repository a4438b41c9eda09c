import type { Item } from "../../../engine/model/item.ts";
import { RenderError } from "../../../templates/renderError.ts";
import { scopeOf } from "../../../templates/scope.ts";
import { compileTemplate } from "../../../templates/template.ts";
import type { Variables } from "../../../templates/variables.ts";

/** UTF-16 units. Users read keys in lists and result lines; anything longer is content, not an identity. */
const maxKeyLength = 1_024;

/** Gives an item its key. @throws RenderError where the item lacks what the template names, or the key is unusable */
export type ItemKey = (item: Item) => string;

/** @throws SettingsError when the template does not compile */
export function compileKey(text: string, variables: Variables, runId: string): ItemKey {
	const path = ["key"];
	const template = compileTemplate(text, { variables, path });
	return (item) => {
		const key = template.render(scopeOf(item, { runId, batch: 0, attempt: 1 })).trim();
		if (key === "") throw new RenderError(`The item's key is empty: ${text} gave nothing.`, undefined, { path });
		if (key.length <= maxKeyLength) return key;
		const message = `The item's key has ${key.length} characters; expected at most ${maxKeyLength}.`;
		throw new RenderError(message, undefined, { path });
	};
}
