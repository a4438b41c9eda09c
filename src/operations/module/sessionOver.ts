import type { ModuleCall } from "./moduleCall.ts";
import type { UnusableMessage } from "./moduleProtocol.ts";

/** How a session with a thread has ended. */
export interface SessionOver {
	/** A sentence without its full stop: what ended the thread. */
	readonly cause: string;
	readonly unusable: UnusableMessage | undefined;
	/** These may have had an effect. */
	readonly begun: readonly ModuleCall[];
	/** The thread never got to these. */
	readonly notBegun: readonly ModuleCall[];
}
