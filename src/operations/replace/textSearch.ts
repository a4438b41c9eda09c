import { RenderError } from "../../templates/renderError.ts";
import { compileTemplate } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { linesOf, withLineEnds } from "./lineEnds.ts";
import type { Replaced, Search } from "./search.ts";

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
				// Most files have no match, and need not be decoded. A line end may be other bytes in the file.
				if (!wanted.includes("\n") && !bytes.includes(wantedBytes)) return undefined;
				return replaceText(bytes.toString(), wanted, put);
			};
		},
		dispose: async () => undefined,
	};
}

function replaceText(text: string, wanted: string, put: string): Replaced | undefined {
	const seesReturns = wanted.includes("\r");
	const lines = linesOf(text, seesReturns);
	const ownEnds = withLineEnds(put, lines.lineEnd, seesReturns || (wanted.includes("\n") && put.includes("\r")));
	const parts: string[] = [];
	let end = 0;
	for (let at = lines.text.indexOf(wanted); at >= 0; at = lines.text.indexOf(wanted, end)) {
		parts.push(lines.original(end, at));
		end = at + wanted.length;
	}
	if (parts.length === 0) return undefined;
	const count = parts.length;
	parts.push(lines.original(end, lines.text.length));
	return { text: parts.join(ownEnds), count };
}
