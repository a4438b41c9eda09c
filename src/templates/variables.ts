/** A job's `${…}` with their values, resolved once per run. */
export interface Variables {
	/** @param expression what stands between `${` and `}`: `env:HOME`, `secret:wp`, `workspaceFolder` */
	get(expression: string): string | undefined;
	/** Values that must never be shown. */
	readonly secrets: readonly string[];
}
