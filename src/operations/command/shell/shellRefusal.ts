/** Why a line is not run: something in it is not fully understood, or may run a value as code. */
export class ShellRefusal extends Error {
	override readonly name: string = "ShellRefusal";
	readonly advice: string;
	/** Offset in the line. */
	readonly at: number;

	/** @param found completes "the line has …" */
	constructor(found: string, advice: string, at: number) {
		super(found);
		this.advice = advice;
		this.at = at;
	}
}

/** A value, or something that holds one, is code for what it is given to. */
export class CodeRefusal extends ShellRefusal {
	override readonly name = "CodeRefusal";
}

/** What the parser does not take: what it is, and what to do instead. */
export const grammarRefusals = {
	syntax: ["a place that the shell would not understand", "Compare it with the shell's grammar."],
	ended: ["quotes or brackets that are not closed", "Close them."],
	backticks: ["`…`", "Write $(…)."],
	parameter: ["a ${…} that is more than a name and a plain default", "Do that in a program."],
	arithmetic: ["arithmetic, where shells run code that they find in a value", "Use a program that computes: expr."],
	test: ["[[ … ]], where shells run code that they find in a value", "Use [ … ]."],
	hereDocument: ["a here-document (<<)", 'Give the text as "stdin": { "run": "…", "stdin": "…" }.'],
	ansi: ["$'…' or $\"…\", which shells read differently", "Use '…' or \"…\"."],
	escape: ["a backslash before a value", "Leave the backslash out: what is inserted is quoted."],
	dollar: ["a $ before a value", "Leave the $ out, or put it into '…'."],
	continuation: ["a line that is continued in the middle of a word", "Put a blank before the backslash."],
	character: ["an invisible character outside of quotes", "Leave it out, or put it into quotes."],
	parenthesis: ["a function, a list of values or a pattern in ( )", "Put it into a script, and run that."],
	subscript: ["a variable with [ ] or +=", "Use variables with plain names."],
	process: ["<(…) or >(…), which only some shells know", "Use a pipe."],
	both: ["&> or |&, which shells read differently", "Write >file 2>&1."],
	descriptor: ["a number of a stream that is not written out", "Write 2>&1, or the like."],
	keyword: ["a word of the shell that only some shells know", "Put it into a script, and run that."],
	comment: ["a comment inside of $(…)", "Leave it out."],
	pattern: ["a pattern of case inside of $(…), which shells read differently", "Write (pattern) with both brackets."],
	patternValue: ["a pattern of case that is not plain text", "Use [ … = … ]."],
	loop: ["a loop without in", "Write for name in …; do …; done."],
} as const satisfies Record<string, readonly [found: string, advice: string]>;

export function grammarRefusal(why: keyof typeof grammarRefusals, at: number): ShellRefusal {
	const [found, advice] = grammarRefusals[why];
	return new ShellRefusal(found, advice, at);
}
