import { formatCountOf } from "../../../base/format.ts";
import { type Problem, UsageError } from "../../../base/usageError.ts";
import { settledCount } from "../../../engine/model/counts.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import type { JobStanding } from "./jobStanding.ts";

/** A job is not started as its runs stand, unless the user says so. Hosts may ask, and start it with the answer. */
export class StandingError extends UsageError {
	readonly standing: JobStanding;

	/** @param isNew the run was made after the user had asked for one */
	constructor(standing: JobStanding, { isNew = false } = {}) {
		super(problemOf(standing, isNew));
		this.standing = standing;
	}
}

function problemOf({ kind, run }: JobStanding, isNew: boolean): Problem {
	const { runId, folder } = run;
	if (kind === "active") {
		const holder = Lease.holderOf(folder);
		const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
		return {
			message: `Run ${runId} of this job is being run by ${who}.`,
			suggestion: `\`batchline show ${runId}\` shows how it stands; --parallel starts another run beside it.`,
		};
	}
	if (kind === "unfinished") {
		return { message: `Run ${runId} of this job has work left.`, suggestion: "Resume it, or start over (--fresh)." };
	}
	const items = formatCountOf(settledCount(run.status.counts), "item");
	if (isNew) {
		return {
			message: `Run ${runId} of this job was started at the same moment, and has done its ${items} by now.`,
			suggestion: "Start the job again to do them once more.",
		};
	}
	return {
		message: `Run ${runId} of this job is complete: ${items}.`,
		suggestion: "Start over (--fresh) to do them once more.",
	};
}
