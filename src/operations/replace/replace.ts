import { z } from "zod";
import { OperationError } from "../../engine/model/errorCategory.ts";
import type { Item } from "../../engine/model/item.ts";
import { asPreview, RenderError } from "../../templates/renderError.ts";
import { scopeOf } from "../../templates/scope.ts";
import { operationKind, type PreparedOperation } from "../operationKind.ts";
import { textOf } from "./fileText.ts";
import { firstChanges } from "./firstChanges.ts";
import { compileRegexSearch } from "./regexSearch.ts";
import { replaceForm } from "./replaceForm.ts";
import { contentHash, ReplaceJournal } from "./replaceJournal.ts";
import type { Replaced } from "./search.ts";
import { readTextFile, replaceTextFile } from "./textFile.ts";
import { compileTextSearch } from "./textSearch.ts";

const schema = z
	.strictObject({
		find: z
			.string()
			.min(1, "Expected a text to look for, found an empty string.")
			.optional()
			.describe("A text, exactly as it is written; a template."),
		regex: z
			.string()
			.min(1, "Expected a regular expression, found an empty string.")
			.optional()
			.describe("Instead of `find`: a JavaScript regular expression. Its groups are `$1`, `$2` … in `with`."),
		flags: z
			.string()
			.regex(/^[gimsuvy]*$/, 'Expected letters among g, i, m, s, u, v and y, such as "gi".')
			.optional()
			.describe("The flags of `regex`. Default: `g`, every match."),
		with: z.string().describe("What takes the place of each match; a template. Empty: what was found is deleted."),
	})
	.check(
		z.superRefine(({ find, regex, flags }, { addIssue }) => {
			const unfit = (key: string, message: string) =>
				addIssue({ code: "custom", message, path: [key], params: { at: "key" } });
			if (find === undefined && regex === undefined) {
				addIssue({ code: "custom", message: 'expected "find" or "regex", found neither.' });
			} else if (find !== undefined && regex !== undefined) {
				unfit("regex", 'expected "find" or "regex", found both. Remove one of them.');
			} else if (find !== undefined && flags !== undefined) {
				unfit("flags", 'expected none beside "find", which takes a text exactly as it is written. Use "regex".');
			}
		}),
	)
	.describe("Finds and replaces in each file, which is written in one step. For the items of `files`.");

export const replaceOperation = operationKind({
	name: "replace",
	schema,
	defaults: { batchSize: 200, timeoutMs: undefined },
	describe: ({ find, regex, flags = "g", with: replacement }) => {
		const what = regex === undefined ? JSON.stringify(find) : `/${regex}/${flags}`;
		return `replace ${what} with ${JSON.stringify(replacement)}`;
	},
	successExamples: [{ that: "result.replacements > 0", detail: "Something was found in the file." }],
	form: replaceForm,
	worksOn: "files",
	async prepare(settings, context): Promise<PreparedOperation> {
		const { runId, variables, runFolder } = context;
		const { find = "", regex, flags = "g", with: replacement } = settings;
		const search =
			regex === undefined
				? compileTextSearch(find, replacement, variables)
				: compileRegexSearch({ regex, flags, with: replacement }, context);
		const journal = new ReplaceJournal(runFolder);
		return {
			mend: () => journal.open(),
			async run(item, attempt) {
				await journal.open();
				const path = fileOf(item);
				const replace = search.compile(scopeOf(item, { runId, batch: attempt.batch, attempt: attempt.number }));
				const file = await readTextFile(path);
				const earlier = journal.earlier(item.index);
				if (earlier?.hash === contentHash(file.bytes)) return { path: item.value, replacements: earlier.count };
				const { mark, bytes } = textOf(file.bytes, String(item.value));
				const replaced = whole(await replace(bytes, attempt.signal), String(item.value));
				attempt.signal.throwIfAborted();
				if (replaced) {
					const { index } = item;
					const text = mark + replaced.text;
					const facts = { index, path: file.path, hash: contentHash(text), count: replaced.count };
					await replaceTextFile(file, text, {
						begins: (unfinished) => journal.begins({ ...facts, unfinished }),
						copies: () => journal.copies(index),
					});
				}
				return { path: item.value, replacements: replaced?.count ?? 0 };
			},
			async preview(item) {
				const scope = scopeOf(item, { runId, batch: 0, attempt: 1 });
				const [path, replace] = asPreview(() => [fileOf(item), search.compile(scope)] as const);
				const { bytes } = textOf((await readTextFile(path)).bytes, String(item.value));
				const replaced = whole(await replace(bytes, new AbortController().signal), String(item.value));
				const changes = replaced ? firstChanges(bytes.toString(), replaced.text) : [];
				return { path: item.value, replacements: replaced?.count ?? 0, changes };
			},
			async dispose() {
				journal.close();
				await search.dispose();
			},
		};
	},
});

/**
 * Without the flag `u`, a regular expression sees the halves of a character beyond U+FFFF. Half of one would be written as
 * U+FFFD, and the character would be lost.
 * @throws OperationError
 */
function whole(replaced: Replaced | undefined, name: string): Replaced | undefined {
	if (replaced?.text.isWellFormed() !== false) return replaced;
	const message = `${name} was left as it is: a character such as 😀 would be cut in two. Add "u" to "flags".`;
	throw new OperationError(message, { name: "HalfCharacterError", category: "fail" });
}

/** An item inside a file, such as a line, is not a file. */
function fileOf({ location }: Item): string {
	if (location && location.line === undefined) return location.file;
	const advice = 'Take the items from "files".';
	throw new RenderError('"replace" works on files, and this item is not a file.', advice, { path: [] });
}
