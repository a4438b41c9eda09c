import type { Program, ProgramEnd } from "./programRun.ts";

/** To the process that runs programs. */
export type ProgramRequest =
	/** The first one: what every program finds in its environment besides its own. */
	| { readonly kind: "open"; readonly environment: Readonly<Record<string, string>> }
	| { readonly kind: "run"; readonly id: number; readonly program: Program }
	/** The program is to end, with all that it has started; its reply comes after that. */
	| { readonly kind: "abort"; readonly id: number }
	/** All are to end, and then the process. */
	| { readonly kind: "close" };

/** One for each program. */
export type ProgramReply =
	| { readonly id: number; readonly end: ProgramEnd }
	/** It could not be started, or was aborted. An error would come without its code. */
	| { readonly id: number; readonly error: { readonly message: string; readonly code: string | undefined } };
