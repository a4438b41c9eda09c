import { RenderError } from "../../templates/renderError.ts";
import { compileTemplate } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { type Search, textOf } from "./search.ts";

/** @throws SettingsError for a template that does not compile */
export function compileTextSearch(find: string, replacement: string, variables: Variables): Search {
	const findTemplate = compileTemplate(find, { variables, path: ["find"] });
	const withTemplate = compileTemplate(replacement, { variables, path: ["with"] });
	return {
		compile(scope) {
			const wanted = findTemplate.render(scope);
			if (wanted === "") throw new RenderError("The text to look for is empty.", undefined, { path: ["find"] });
			const put = withTemplate.render(scope);
			const wantedBytes = Buffer.from(wanted);
			return (bytes) => {
				// Most files have no match, and need not be decoded.
				if (!bytes.includes(wantedBytes)) return undefined;
				const parts = textOf(bytes).split(wanted);
				return { text: parts.join(put), count: parts.length - 1 };
			};
		},
		dispose: async () => undefined,
	};
}
