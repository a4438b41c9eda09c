import type { Program, ProgramEnd } from "./programRun.ts";

/** To the process that runs programs. */
export type ProgramRequest =
	/** Comes first: the environment that every program gets in addition to its own. */
	| { readonly kind: "open"; readonly environment: Readonly<Record<string, string>> }
	| { readonly kind: "run"; readonly id: number; readonly program: Program }
	/** Ends the program and everything that it has started; its reply comes after that. */
	| { readonly kind: "abort"; readonly id: number }
	/** Ends all programs, and then the process. */
	| { readonly kind: "close" };

/** One for each program. */
export type ProgramReply =
	| { readonly id: number; readonly end: ProgramEnd }
	/** It could not be started, or was aborted. Not an Error, which would lose its code on the way. */
	| { readonly id: number; readonly error: { readonly message: string; readonly code: string | undefined } };
