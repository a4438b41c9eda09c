import { fileURLToPath } from "node:url";

/**
 * Where in the user's code an error arose, according to its stack: `/work/audit.ts:3:7`; undefined if it does not say.
 *
 * @param ownFile absolute path of our file that called that code: from there on, the stack is ours
 */
export function codeLocation(error: Error, ownFile: string): string | undefined {
	const lines = error.stack?.split("\n") ?? [];
	// Syntax errors begin with the location, the line of code and a caret below the column.
	const head = /^((?:file:|\/|[A-Za-z]:\\).+):(\d+)$/.exec(lines[0] ?? "");
	if (head?.[1]) {
		const caret = lines.slice(1, 6).find((line) => /^\s*\^+\s*$/.test(line));
		const column = caret === undefined ? "" : `:${caret.indexOf("^") + 1}`;
		return `${asPath(head[1])}:${head[2]}${column}`;
	}
	for (const line of lines) {
		// Only after a blank or a bracket: `node:internal/modules` contains what looks like a path too.
		const frame = /^\s+at .*?(?<=[\s(])((?:file:|\/|[A-Za-z]:\\)[^()]+):(\d+):(\d+)\)?$/.exec(line);
		if (!frame?.[1]) continue;
		const path = asPath(frame[1]);
		return path === ownFile ? undefined : `${path}:${frame[2]}:${frame[3]}`;
	}
	return undefined;
}

function asPath(file: string): string {
	return file.startsWith("file:") ? fileURLToPath(file) : file;
}
