import type { Failure } from "../model/outcome.ts";
import type { ErrorGroup } from "../model/ports.ts";

const idLength = 200;

/**
 * The same for errors that differ only in names and numbers: `No user "ann" (id 17)` and `No user "bob" (id 18)`.
 * Quoted text, paths and URLs, UUIDs and hex, and numbers are each replaced by a placeholder.
 */
export function errorGroupId({ category, code, name, message }: Failure): string {
	const shape = message
		.replace(/"[^"]*"|'[^']*'|`[^`]*`/g, "“…”")
		.replace(/\b[a-z][a-z+.-]*:\/\/\S+/gi, "<url>")
		.replace(/(?:^|(?<=\s))(?:\.{0,2}|[a-z]:)[\\/]\S+/gi, "<path>")
		.replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b(?:0x)?(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, "<id>")
		.replace(/\d+(?:[.,]\d+)*/g, "#");
	return `${category} ${code ?? name} ${shape}`.slice(0, idLength);
}

/** `503`, `ECONNREFUSED`, `exit:3`: the code that a group's errors share; undefined where they share only a name. */
export function groupCode({ id, category }: Pick<ErrorGroup, "id" | "category">): string | undefined {
	const [code] = id.slice(category.length + 1).split(" ", 1);
	return code && /^(?:\d{3}|E[A-Z][A-Z0-9_]*|exit:\d+)$/.test(code) ? code : undefined;
}
