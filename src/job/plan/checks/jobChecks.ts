import type { Source } from "../../../engine/model/ports.ts";
import type { PreparedOperation } from "../../../operations/operationKind.ts";
import { scopeOf } from "../../../templates/scope.ts";
import type { Job } from "../../file/job.ts";
import { assertSomeItemFits } from "../preflight.ts";
import { compileAssertions, withAssertions } from "./assertions.ts";
import type { CheckOptions } from "./checkOptions.ts";
import { compileSkipIf } from "./skipIf.ts";
import { compileSummaries } from "./summaries.ts";

/** What a job checks before and after its operation: `skipIf` and `assert`; and that what it counts can be counted. */
export interface JobChecks {
	/** Whether an assertion may look at an answer's headers. */
	readonly needsHeaders: boolean;
	/** @param options with `leavesOut`, items are left out as the job says; not where someone tries them again */
	around(operation: PreparedOperation, options: { readonly leavesOut: boolean }): PreparedOperation;
	/** Results are not known yet, but items are. @throws RenderError when no item has what a condition names */
	tryOut(source: Source): Promise<void>;
}

/** @throws SettingsError at its place in the job */
export function compileChecks(job: Job, options: CheckOptions): JobChecks {
	const assertions = compileAssertions(job.definition, options.variables);
	const skipIf = compileSkipIf(job, options);
	compileSummaries(job.definition);
	return {
		needsHeaders: JSON.stringify(job.definition.assert ?? "").includes("headers"),
		around(operation, { leavesOut }) {
			const asserting = withAssertions(operation, assertions, options);
			return skipIf && leavesOut ? { ...asserting, leftOut: (item) => skipIf.leftOut(item) } : asserting;
		},
		async tryOut(source) {
			if (skipIf) await assertSomeItemFits(source, (item) => skipIf.tryOut(item));
			for (const { condition } of assertions) {
				await assertSomeItemFits(source, (item) => {
					const missing = condition.missing(scopeOf(item, { runId: options.runId, batch: 0, attempt: 1 }));
					if (missing) throw missing;
				});
			}
		},
	};
}
