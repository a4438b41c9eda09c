import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { UsageError } from "../../base/usageError.ts";
import { standingOf } from "../../job/launch/standing/jobStanding.ts";
import { firstSpoolFile } from "../../job/plan/items/spools.ts";
import type { Host } from "../places/host.ts";
import type { EachJob } from "./eachJob.ts";

/**
 * An unfinished run goes on with the standard input that it has kept: what is piped in now has to be the same, or items
 * would be left out without a word.
 * @throws UsageError where it is not
 */
export async function assertSameInput(
	{ job, readsInput }: EachJob,
	runsFolder: string,
	{ standardInput }: Pick<Host, "standardInput">,
): Promise<void> {
	if (!readsInput) return;
	const standing = await standingOf(runsFolder, job);
	if (standing?.kind !== "unfinished") return;
	const { folder, runId } = standing.run;
	const kept = firstSpoolFile(folder);
	if (!existsSync(kept) || (await holds(kept, standardInput.take([])))) return;
	throw new UsageError({
		message: `Run ${runId} of this command line has work left, and had another standard input than there is now.`,
		suggestion: "Start over (--fresh), or pipe in the same again.",
	});
}

/** Whether the file has these bytes, and no others. */
async function holds(file: string, bytes: AsyncIterable<Buffer>): Promise<boolean> {
	const handle = await open(file);
	try {
		for await (const block of bytes) {
			const kept = Buffer.alloc(block.length);
			let count = 0;
			while (count < block.length) {
				const { bytesRead } = await handle.read(kept, count, block.length - count, null);
				if (bytesRead === 0) return false;
				count += bytesRead;
			}
			if (!kept.equals(block)) return false;
		}
		return (await handle.read(Buffer.alloc(1), 0, 1, null)).bytesRead === 0;
	} finally {
		await handle.close();
	}
}
