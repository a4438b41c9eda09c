import { SettingsError } from "../../base/settingsError.ts";
import { OperationError } from "../../engine/model/errorCategory.ts";
import type { Log } from "../../engine/model/ports.ts";
import { Inserted } from "../../templates/inserted.ts";
import { compileTemplate, type Template } from "../../templates/template.ts";
import type { Variables } from "../../templates/variables.ts";
import { assertNoNul, type CommandLine } from "./commandLine.ts";
import { findProgram, programPath } from "./program/findProgram.ts";
import { checkItem } from "./shell/itemCheck.ts";
import { checkArguments } from "./shell/shellCheck.ts";
import type { Word, WordPart } from "./shell/shellTree.ts";

export interface ArgumentListOptions {
	readonly variables: Variables;
	/** Place in the settings. */
	readonly path: readonly (string | number)[];
	readonly baseFolder: string;
	/** Folders to look for programs in, separated as in PATH. */
	readonly searchPath: string;
	/** Environment variables that the job sets to something of an item. */
	readonly itemNames: readonly string[];
	/** Whether what the program reads comes from an item. */
	readonly readsItem: boolean;
	readonly log: Log;
}

/**
 * A program and its arguments, without a shell: whatever is in an item, each element stays one argument.
 * @throws SettingsError for a template that does not compile, or a program that does not exist
 */
export async function argumentList(elements: readonly string[], options: ArgumentListOptions): Promise<CommandLine> {
	const { variables, path, baseFolder, searchPath, log } = options;
	const templates = elements.map((element, at) => compileTemplate(element, { variables, path: [...path, at] }));
	const [programTemplate, ...argTemplates] = templates;
	if (!programTemplate) throw new SettingsError("Expected a program, found an empty list.", { path });
	const isList = argTemplates.map((_, at) => wholeBatch.test(elements[at + 1] ?? ""));
	const { checks, code } = checkArguments(
		templates.map((template, at) => asWord(template, elements[at] ?? "", at)),
		options,
	);
	if (code) {
		const advice = `Hand values over as arguments instead: ["sh", "-c", "echo \\"$1\\"", "sh", "{{ item }}"].`;
		log.warn(
			`This list has ${code.message}, so that an item's value becomes code: ${JSON.stringify(elements)}. ${advice}`,
		);
	}
	const program = programTemplate.constant;
	const file =
		program === undefined ? undefined : await findProgram(program, { path: [...path, 0], baseFolder, searchPath });
	return {
		usesShell: false,
		render(scope) {
			const name = assertNoNul(programTemplate.render(scope), "The program's name");
			if (name === "") throw new OperationError("The program's name is empty.", { name: "ValidationError" });
			const places = argTemplates.map((template, at) =>
				(isList[at] ? textsOf(template.value(scope)) : [template.render(scope)]).map((text) =>
					assertNoNul(text, `Argument ${at + 1}`),
				),
			);
			// Each value of a list stands at its place for itself.
			for (let at = 0; at < Math.max(1, ...places.map(({ length }) => length)); at++) {
				checkItem(checks, [name, ...places.map((texts) => texts[at] ?? texts[0] ?? "")]);
			}
			return { file: file ?? programPath(name, baseFolder), name, args: places.flat(), environment: {} };
		},
		preview: (scope) =>
			templates.flatMap((template, at) => (isList[at - 1] ? textsOf(template.value(scope)) : [template.render(scope)])),
	};
}

/** An element that becomes an argument for each item of a batch. */
const wholeBatch = /^\{\{-?\s*batch\.(items|keys)\s*-?\}\}$/;

function textsOf(values: unknown): readonly string[] {
	return Array.isArray(values) ? values.map((value) => new Inserted(value, "item").toString()) : [String(values)];
}

/** One element as a word of the shell: what it begins with, and then one value for all the rest. */
function asWord({ constant }: Template, element: string, index: number): Word {
	const text = constant ?? /^(?:(?!\{\{|\{%|\$\{).)*/s.exec(element)?.[0] ?? "";
	const begin: WordPart[] = text === "" && constant === undefined ? [] : [{ kind: "text", text, isQuoted: true }];
	return { parts: constant === undefined ? [...begin, { kind: "value", index, known: undefined }] : begin, at: index };
}
