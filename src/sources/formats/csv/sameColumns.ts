import { SettingsError } from "../../../base/settingsError.ts";
import type { Input } from "../../reading/input.ts";
import { shortList } from "../../reading/shortList.ts";

/** The columns of the files of one source. Where a later file has others, its first row may be no header at all. */
export class SameColumns {
	#first: { readonly names: readonly string[]; readonly input: Input } | undefined;

	/** Of the first file. */
	get names(): readonly string[] | undefined {
		return this.#first?.names;
	}

	/** @throws SettingsError if the names are not the first file's, all of them or with further ones */
	readonly check = (names: readonly string[], input: Input, line: number): void => {
		this.#first ??= { names, input };
		const { names: expected, input: first } = this.#first;
		if (isWithin(expected, names) || isWithin(names, expected)) return;
		throw new SettingsError(
			`The first row of ${input.label} (line ${line}) names other columns than ${first.label} has: ` +
				`found ${shortList(names)}; expected ${shortList(expected)}.`,
			{
				path: input.settingsPath,
				suggestion:
					"If it is no header, add that row to the file, or name the columns of all files in the job " +
					`("header": ${JSON.stringify(expected)}) and leave out those in the files ("skipLines", "comment").`,
			},
		);
	};
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
	return some.every((name) => all.includes(name));
}
