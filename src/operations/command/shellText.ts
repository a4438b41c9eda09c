import type { Scope } from "../../templates/scope.ts";
import type { Variables } from "../../templates/variables.ts";

export interface ShellLineOptions {
	readonly variables: Variables;
	/** Place in the settings. */
	readonly path: readonly (string | number)[];
	readonly platform: NodeJS.Platform;
	/** Items are the person's own: what the line does with values is not checked. */
	readonly isTrusted: boolean;
	/** Environment variables that the job sets to something of an item. */
	readonly itemNames: readonly string[];
	/** Whether what the line reads comes from an item. */
	readonly readsItem: boolean;
}

/** A line with its values. */
export interface ShellText {
	/**
	 * @param wordFor returns what stands in the line for a value, as one word
	 * @param isShown only to be looked at, also where a value of the item must not be handed over
	 * @throws RenderError where there is no safe line, an OperationError where the item has an unsafe value
	 */
	write(scope: Scope, wordFor: (value: string) => string, isShown: boolean): string;
}
