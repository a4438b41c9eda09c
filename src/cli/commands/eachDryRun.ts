import type { Item } from "../../engine/model/item.ts";
import type { Job } from "../../job/file/job.ts";
import type { LaunchOptions } from "../../job/launch/launchOptions.ts";
import { type Plan, planJob } from "../../job/plan/plan.ts";
import { newRunId } from "../../store/files/runFolder.ts";
import type { Host } from "../places/host.ts";
import { printable } from "../terminal/printable.ts";
import { shellWord } from "../terminal/shellWord.ts";
import { exitCodes } from "../texts/exitCode.ts";

/** `batchline each --dry-run`: prints the command lines of all items, and runs nothing. @throws UsageError */
export async function eachDryRun(
	job: Job,
	options: LaunchOptions,
	{ host, itemsPerCall }: { readonly host: Host; readonly itemsPerCall: number },
): Promise<number> {
	const { output, terminal } = host;
	const plan = await planJob(job, { ...options, runId: newRunId(options.clock.now()) });
	try {
		for (const note of plan.notes) terminal.print(note);
		let calls: Item[] = [];
		const print = async () => {
			const lines = lineOf(plan, calls);
			calls = [];
			await output.write(`${output.isTerminal ? printable(lines) : lines}\n`);
		};
		for await (const chunk of plan.source.chunks(output.closed)) {
			for (const item of chunk) {
				if (output.closed.aborted) break;
				if (item.problem !== undefined) terminal.print(item.problem);
				else if (calls.push(item) >= itemsPerCall) await print();
			}
		}
		if (calls.length > 0) await print();
		return exitCodes.succeeded;
	} finally {
		await plan.dispose();
	}
}

function lineOf({ operation, redact }: Plan, items: readonly Item[]): string {
	const [first] = items;
	if (!first) return "";
	let rendered: unknown;
	try {
		rendered = operation.previewBatch ? operation.previewBatch(items) : operation.preview(first);
	} catch (error) {
		return `# ${error instanceof Error ? error.message : String(error)}`;
	}
	const line = textOf(rendered);
	return redact ? redact(line) : line;
}

/** As it could be typed; a request as JSON. */
function textOf(rendered: unknown): string {
	if (typeof rendered === "string") return rendered;
	if (Array.isArray(rendered)) return rendered.map((word) => shellWord(String(word))).join(" ");
	const { run } = rendered as { readonly run?: unknown };
	return run === undefined ? JSON.stringify(rendered) : textOf(run);
}
