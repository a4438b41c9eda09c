/** What an item has as its result. */
export interface HttpResult {
	readonly status: number;
	readonly body: unknown;
	/** The body is not valid in its charset: it has U+FFFD in place of what cannot be read. Left out where it is. */
	readonly bodyIsBinary?: true;
	/** Where the server says that the new resource is; left out where it says nothing. */
	readonly location?: string;
}
