import type { Row } from "./row.ts";

/**
 * In the order of docs/benchmarks.md. Loaded one by one, as a process that measures memory must not hold what other
 * rows need.
 */
const loaders: Readonly<Record<string, () => Promise<Row>>> = {
	noop: async () => (await import("./rows/noop.ts")).noopRow,
	jsonl: async () => (await import("./rows/jsonl.ts")).jsonlRow,
	checkpoint: async () => (await import("./rows/checkpoint.ts")).checkpointRow,
	commit: async () => (await import("./rows/commit.ts")).commitRow,
	resume: async () => (await import("./rows/resume.ts")).resumeRow,
	commands: async () => (await import("./rows/commands.ts")).commandsRow,
	files: async () => (await import("./rows/files.ts")).filesRow,
	http: async () => (await import("./rows/http.ts")).httpRow,
	refusals: async () => (await import("./rows/refusals.ts")).refusalsRow,
	responsiveness: async () => (await import("./rows/responsiveness.ts")).responsivenessRow,
};

export const rowNames: readonly string[] = Object.keys(loaders);

/** Rows that are planned but cannot be measured yet, and why. */
export const notYet: readonly { readonly title: string; readonly because: string }[] = [
	{ title: "100,000 no-op jobs through Redis", because: "running over a queue is not built yet" },
];

/** @throws for a name that no row has */
export function rowNamed(name: string): Promise<Row> {
	const load = loaders[name];
	if (!load) throw new Error(`There is no row "${name}".`);
	return load();
}
