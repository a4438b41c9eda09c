import { isAbsolute, relative } from "node:path";
import type { ItemLocation } from "../engine/model/item.ts";

/** `posts.csv:12`, relative where it is below the base folder; empty for an item without a location. */
export function locationText(location: ItemLocation | undefined, baseFolder: string): string {
	if (!location) return "";
	const { file, line } = location;
	const inside = isAbsolute(file) ? relative(baseFolder, file) : file;
	const path = inside.startsWith("..") ? file : inside;
	return line === undefined ? path : `${path}:${line}`;
}
