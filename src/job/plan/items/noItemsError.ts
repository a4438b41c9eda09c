import { UsageError } from "../../../base/usageError.ts";

/** The source gives no items, and the job does not say that this is fine. Nothing has run, nothing was written. */
export class NoItemsError extends UsageError {}
