/** A piece of a word. `isQuoted`: the shell neither splits it nor takes it for a pattern. */
export type WordPart =
	| { readonly kind: "text"; readonly text: string; readonly isQuoted: boolean }
	/** An inserted value, which is always quoted. `known`: it is the same for all items, as the job's author chose it. */
	| { readonly kind: "value"; readonly index: number; readonly known: string | undefined }
	| { readonly kind: "parameter"; readonly name: string; readonly isLength: boolean; readonly isQuoted: boolean }
	| { readonly kind: "substitution"; readonly list: List; readonly isQuoted: boolean }
	/** What a program puts in later: the names that `find` finds. `isPath`: it never begins with a dash. */
	| { readonly kind: "later"; readonly isPath: boolean };

export interface Word {
	readonly parts: readonly WordPart[];
	/** Offset in the line. */
	readonly at: number;
}

export interface Assignment {
	readonly name: string;
	readonly value: Word;
}

export interface Redirection {
	/** The number of the stream before the operator, if any. */
	readonly stream: string;
	readonly operator: "<" | ">" | ">>" | ">|" | "<>" | "<&" | ">&";
	readonly target: Word;
}

export interface SimpleCommand {
	readonly kind: "simple";
	readonly assignments: readonly Assignment[];
	readonly words: readonly Word[];
	readonly redirections: readonly Redirection[];
	readonly at: number;
}

/** A command that consists of others: `( )`, `{ }`, `if`, `while`, `for`, `case`. */
export interface CompoundCommand {
	readonly kind: "compound";
	readonly bodies: readonly List[];
	/** Of a `for` loop. */
	readonly variable?: string;
	/** What a `for` loop goes through, or a `case` looks at. */
	readonly words: readonly Word[];
	readonly redirections: readonly Redirection[];
	readonly at: number;
}

export type Command = SimpleCommand | CompoundCommand;
export type Pipeline = readonly Command[];
export type List = readonly Pipeline[];

/** The quotes around an inserted value. In a comment it is left out. */
export type ValueQuotes = "none" | "single" | "double" | "comment";
