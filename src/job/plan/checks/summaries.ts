import { SettingsError } from "../../../base/settingsError.ts";
import { compileExpression, type Expression } from "../../../templates/condition.ts";
import { findVariables } from "../../../templates/variables.ts";
import type { JobDefinition } from "../../file/jobSchema.ts";

/** What is still known of an item when its run has ended. */
const knownNames = ["result", "item", "key", "index"];

/** What a job summarizes at its end. @throws SettingsError at its place in the job */
export function compileSummaries({ summarize = [] }: Pick<JobDefinition, "summarize">): readonly Expression[] {
	const isList = typeof summarize !== "string";
	return (isList ? summarize : [summarize]).map((text, at) => {
		const path = isList ? ["summarize", at] : ["summarize"];
		const [variable] = findVariables(text, path);
		if (variable) {
			const suggestion = "It is read from the results alone, also long after the run.";
			throw new SettingsError("A summary has no ${…}.", { path, offset: variable.offset, suggestion });
		}
		const expression = compileExpression(text, {
			variables: { get: () => undefined, secrets: [] },
			path,
			names: ["result"],
		});
		const other = expression.names.find((name) => !knownNames.includes(name));
		if (other === undefined) return expression;
		const suggestion = `A summary knows ${knownNames.join(", ")}.`;
		throw new SettingsError(`"${other}" is not known when a run has ended.`, { path, suggestion });
	});
}
