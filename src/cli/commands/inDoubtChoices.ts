import type { InDoubtDecision } from "../../store/database/inDoubt.ts";

/** What `--in-doubt` takes. */
export const inDoubtChoices = ["retry", "skip", "done", "later"] as const satisfies readonly InDoubtDecision[];
