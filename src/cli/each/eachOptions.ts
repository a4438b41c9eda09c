/** What `batchline each` is told besides its command. */
export interface EachOptions {
	/** Patterns of files. */
	readonly files?: readonly string[];
	readonly lines?: string;
	readonly csv?: string;
	readonly jsonl?: string;
	/** `1 100` */
	readonly range?: string;
	/** Values end with a NUL. */
	readonly null?: boolean;
	/** False: a table's rows have no names. */
	readonly header?: boolean;
	/** No items are a success. */
	readonly runIfEmpty?: boolean;
	readonly key?: string;

	readonly get?: string;
	readonly post?: string;
	readonly put?: string;
	readonly patch?: string;
	readonly delete?: string;
	/** `Name: value` */
	readonly httpHeader?: readonly string[];
	readonly data?: string;

	readonly concurrency?: number | "auto";
	/** Items a call. */
	readonly maxArgs?: number;
	readonly retries?: number;
	readonly timeout?: string;
	readonly rate?: string;
	/** Also where the first 20 items all fail. */
	readonly keepGoing?: boolean;

	readonly keepOrder?: boolean;
	readonly tag?: boolean;
	readonly save?: string;
	readonly dryRun?: boolean;
	readonly fresh?: boolean;
	readonly parallel?: boolean;
	readonly limit?: number;
}

/** The requests that it can send in place of a command. */
export const requestMethods = ["get", "post", "put", "patch", "delete"] as const;
