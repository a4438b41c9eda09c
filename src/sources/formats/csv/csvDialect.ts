/** How a table is written down. */
export interface CsvDialect {
	/** Between two fields. */
	readonly delimiter: string;
	/** Around a field that holds delimiters, quotes or line ends. Undefined: fields are as they are written. */
	readonly quote: string | undefined;
	/** Before a quote that belongs to a quoted field: the quote itself, or another character. */
	readonly escapedBy: string;
	/** Lines that begin with it are left out. */
	readonly comment: string | undefined;
}

/** What the settings say of it. */
export interface DialectOptions {
	readonly delimiter?: string | undefined;
	readonly quote?: string | false | undefined;
	readonly escape?: string | undefined;
	readonly comment?: string | undefined;
}

/** Fields between tabs are as they are written unless the settings name a quote: that is what a tab is taken for. */
export function dialectOf(delimiter: string, { quote, comment, ...options }: DialectOptions): CsvDialect {
	const unsaid = delimiter === "\t" ? undefined : '"';
	const used = quote === false ? undefined : (quote ?? unsaid);
	return { delimiter, quote: used, escapedBy: options.escape ?? used ?? '"', comment };
}
