import { SettingsError } from "../../../base/settingsError.ts";
import type { SourceKind } from "../../../sources/sourceKind.ts";
import { sourceKinds } from "../../../sources/sourceKinds.ts";
import { findVariables } from "../../../templates/variables.ts";
import type { Job } from "../../file/job.ts";

/**
 * What identifies items, and names files, is kept in the run folder and shown; a secret must not get there. Sources say
 * which of their settings neither are kept nor name an item.
 * @throws SettingsError for a variable in the wrong place
 */
export function checkItemVariables(definition: Partial<Job["definition"]>): void {
	for (const { expression, path, offset } of findVariables(definition)) {
		const rule = ruleOf(path);
		if (rule === "none") {
			throw new SettingsError(`\${${expression}} would become a part of the query.`, {
				path,
				offset,
				suggestion: 'Write a parameter there, and its value into "params".',
			});
		}
		if (!expression.startsWith("secret:") || rule === "secret") continue;
		throw new SettingsError(`A secret cannot be used in "${path[0]}", as that is kept in the run folder.`, {
			path,
			offset,
			suggestion: 'Secrets belong in "run", or in the URL, headers and "params" of a source.',
		});
	}
}

/** Sources stand under their names; those within others have one name more between: `items.matrix.test.http.url`. */
function ruleOf(path: readonly (string | number)[]): "secret" | "none" | undefined {
	if (path[0] !== "items") return undefined;
	const kinds: readonly SourceKind[] = sourceKinds;
	for (let at = 1; at < path.length; at += 2) {
		const rule = kinds.find(({ name }) => name === path[at])?.variables?.[String(path[at + 1])];
		if (rule) return rule;
	}
	return undefined;
}
