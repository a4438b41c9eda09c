import { existsSync } from "node:fs";
import { join } from "node:path";
import { formatCountOf } from "../../base/format.ts";
import { UsageError } from "../../base/usageError.ts";
import type { FailureSelection, Sink } from "../../engine/model/ports.ts";
import { isActive } from "../../engine/model/runState.ts";
import type { RunInfo } from "../../store/database/runInfo.ts";
import { RunReader } from "../../store/runReader.ts";
import type { RetryInfo } from "./runFiles.ts";

/** The run whose failed items this one tries again. */
export function openParent(folder: string, { parent }: RunInfo): RunReader {
	const parentFolder = join(folder, "..", parent ?? "");
	if (existsSync(parentFolder)) return new RunReader(parentFolder);
	const message = `This run cannot be resumed: run ${parent}, whose failed items it tries again, is gone.`;
	throw new UsageError({ message });
}

export function selectionOf({ category, skipped }: Pick<RetryInfo, "category" | "skipped">): FailureSelection {
	return { outcome: skipped ? ["failed", "rejected", "skipped"] : "failed", category };
}

export function assertHasFailures(parent: RunReader, selection: FailureSelection): void {
	const { runId } = parent.info;
	if (isActive(parent.status().state)) {
		const message = `Run ${runId} is still going.`;
		throw new UsageError({ message, suggestion: "Try its failed items again when it has ended." });
	}
	if (parent.countFailures(selection) > 0) return;
	const which = selection.category === undefined ? "" : ` of category "${selection.category}"`;
	const message = `Run ${runId} has no failed items${which}: there is nothing to try again.`;
	const { rejected } = parent.status().counts;
	const suggestion = `${formatCountOf(rejected, "item")} ${rejected === 1 ? "was" : "were"} rejected: --skipped tries them again.`;
	throw new UsageError(rejected > 0 && selection.outcome === "failed" ? { message, suggestion } : { message });
}

/** A retry appends to what the earlier runs have written, where a new run would overwrite the file. */
export function appendingSinks(sinks: readonly Sink[], begin: number | undefined): readonly Sink[] {
	if (!begin) return sinks;
	return sinks.map((sink) => ({
		id: sink.id,
		open: (position) => sink.open(position ?? begin),
		write: (lines) => sink.write(lines),
		close: () => sink.close(),
	}));
}
