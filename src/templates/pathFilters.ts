import { basename, dirname, extname, relative, resolve } from "node:path";
import { type FilterImplOptions, toValue } from "liquidjs";
import { variablePrefix } from "./liquidSource.ts";

type Handler = Extract<FilterImplOptions, (...args: never[]) => unknown>;

/** Under this name, filters find the folder that relative paths start at. No name in a job is like it. */
export const folderName = `${variablePrefix}folder`;

/** What makes other paths of a path; none of them looks at the disk. A path is what the system takes for one. */
export const pathFilters: Readonly<Record<string, Handler>> = {
	/** `/data/a.tar.gz` → `a.tar.gz` */
	basename: (path: unknown) => basename(pathText("basename", path)),
	/** → `a.tar` */
	stem(path: unknown) {
		const name = basename(pathText("stem", path));
		return name.slice(0, name.length - extname(name).length);
	},
	/** → `.gz`, with its dot, so that stem and extension are the name again; empty where there is none */
	extension: (path: unknown) => extname(pathText("extension", path)),
	/** → `/data/a.tar` */
	without_extension(path: unknown) {
		const text = pathText("without_extension", path);
		return text.slice(0, text.length - extname(text).length);
	},
	/** → `/data` */
	dirname: (path: unknown) => dirname(pathText("dirname", path)),
	/** → `../data/a.tar.gz`, as seen from the job's folder, or from the one that is given */
	relative(path: unknown, from?: unknown) {
		const text = pathText("relative", path);
		const folder = (this.context.globals as Readonly<Record<string, unknown>>)[folderName];
		if (typeof folder !== "string") return text;
		const start = from === undefined ? folder : resolve(folder, pathText("relative", from));
		return relative(start, resolve(folder, text)) || ".";
	},
	/** `Crème Brûlée (2024).md` → `creme-brulee-2024-md`: letters and digits of any language, with `-` between them */
	slug(value: unknown) {
		const text = String(toValue(value) ?? "");
		const plain = text.normalize("NFKD").replace(/\p{M}+/gu, "");
		const slug = plain
			.normalize("NFC")
			.toLowerCase()
			.replace(/[^\p{L}\p{N}]+/gu, "-")
			.replace(/^-|-$/g, "");
		if (slug === "") throw new Error(`slug finds no letter and no digit in "${text.slice(0, 40)}"`);
		return slug;
	},
};

function pathText(filter: string, value: unknown): string {
	const plain = toValue(value) as unknown;
	if (typeof plain === "string" && plain !== "") return plain;
	const found =
		plain === "" ? "an empty text" : plain === undefined || plain === null ? "nothing" : `a ${typeof plain}`;
	throw new Error(`${filter} takes a path, and found ${found}`);
}
