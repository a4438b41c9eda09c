import { readFile, stat } from "node:fs/promises";
import writeFileAtomic from "write-file-atomic";
import { z } from "zod";
import type { Item } from "../../engine/item.ts";
import { asPreview, RenderError } from "../../templates/renderError.ts";
import { scopeOf } from "../../templates/scope.ts";
import { operationKind, type PreparedOperation } from "../operationKind.ts";
import { firstChanges } from "./firstChanges.ts";
import { compileRegexSearch } from "./regexSearch.ts";
import type { Search } from "./search.ts";
import { compileTextSearch } from "./textSearch.ts";

/** What is larger is no text that somebody replaces words in; a JavaScript string ends at 512 Mi units. */
const mostBytes = 256 * 1024 * 1024;

const replacement = z
	.string()
	.describe("What takes the place of each match; a template. Empty: what was found is deleted.");

const schema = z
	.union([
		z.strictObject({
			find: z
				.string()
				.min(1, "Expected a text to look for, found an empty string.")
				.describe("A text, exactly as it is written; a template."),
			with: replacement,
		}),
		z.strictObject({
			regex: z
				.string()
				.min(1, "Expected a regular expression, found an empty string.")
				.describe("A regular expression of JavaScript. Its groups are `$1`, `$2` … in `with`."),
			flags: z
				.string()
				.regex(/^[gimsuvy]*$/, 'Expected letters among g, i, m, s, u, v and y, such as "gi".')
				.optional()
				.describe("Its flags. Default: `g`, every match."),
			with: replacement,
		}),
	])
	.describe("Finds and replaces in each file, which is written in one step. For the items of `files`.");

export const replaceOperation = operationKind({
	name: "replace",
	schema,
	defaults: { batchSize: 200, timeoutMs: undefined },
	describe: (settings) =>
		"find" in settings
			? `replace ${JSON.stringify(settings.find)} with ${JSON.stringify(settings.with)}`
			: `replace /${settings.regex}/${settings.flags ?? "g"} with ${JSON.stringify(settings.with)}`,
	async prepare(settings, { runId, variables }): Promise<PreparedOperation> {
		const search: Search =
			"find" in settings ? compileTextSearch(settings, variables) : compileRegexSearch(settings, variables);

		async function replacedIn(item: Item, attempt: { number: number; batch: number }) {
			const file = fileOf(item);
			const scope = scopeOf(item, { runId, batch: attempt.batch, attempt: attempt.number });
			const replace = asPreviewOf(attempt, () => search.compile(scope));
			const bytes = await readText(file);
			return { file, bytes, replaced: replace(bytes) };
		}

		return {
			async run(item, attempt) {
				const { file, replaced } = await replacedIn(item, attempt);
				attempt.signal.throwIfAborted();
				// On disk before its outcome is: a rename alone may leave an empty file behind when the power fails.
				if (replaced) await writeFileAtomic(file, replaced.text);
				return { path: item.value, replacements: replaced?.count ?? 0 };
			},
			async preview(item) {
				const { bytes, replaced } = await replacedIn(item, preview);
				const changes = replaced ? firstChanges(bytes.toString(), replaced.text) : [];
				return { path: item.value, replacements: replaced?.count ?? 0, changes };
			},
			dispose: async () => undefined,
		};
	},
});

const preview = { number: 1, batch: 0 };

/** A template that does not fit its item is told as the job's fault in a preview, and as the item's in a run. */
function asPreviewOf<T>(attempt: object, work: () => T): T {
	return attempt === preview ? asPreview(work) : work();
}

/** An item that stands in a file, such as a line, is none. */
function fileOf({ location }: Item): string {
	if (location && location.line === undefined) return location.file;
	throw new RenderError('"replace" works on files, and this item is none.', 'Take the items from "files".', {
		path: [],
	});
}

async function readText(file: string): Promise<Buffer> {
	const { size } = await stat(file);
	if (size <= mostBytes) return readFile(file);
	throw new RenderError(`The file is ${size} bytes long; at most ${mostBytes} can be replaced in.`, undefined, {
		path: [],
	});
}
