import { z } from "zod";

/** Of the one file that an output is. */
export const outputPath = z
	.string()
	.min(1, "Expected the path of a file, found an empty string.")
	.regex(/^[^\0]*$/, "Expected the path of a file, found one with a NUL in it.")
	.refine((name) => !/\{\{|\{%/.test(name), "Expected the path of one file for all items: it is no template.")
	.describe("The file that results go to, relative to the job file. A new run of the job writes it anew.");

/** Settings of which the path alone is enough. */
export type PathSettings<T extends { readonly path: string }> = string | T;

export function pathOf(settings: string | { readonly path: string }): string {
	return typeof settings === "string" ? settings : settings.path;
}

export function settingsOf<T extends { readonly path: string }>(settings: string | T): Partial<T> {
	return typeof settings === "string" ? {} : settings;
}

export function renamedPath<T extends { readonly path: string }>(
	settings: string | T,
	rename: (name: string) => string,
): string | T {
	return typeof settings === "string" ? rename(settings) : { ...settings, path: rename(settings.path) };
}
