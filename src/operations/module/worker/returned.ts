import { types } from "node:util";
import type { PackedEnding } from "../batchMessage.ts";
import { UnusableResultError } from "../moduleErrors.ts";
import { packThrown } from "../thrown.ts";
import { notInJson } from "./notInJson.ts";

/** Whether it crosses to the host as it is, as its JSON says all of it. */
export function isPlain(value: unknown): boolean {
	switch (typeof value) {
		case "string":
		case "boolean":
		case "undefined":
			return true;
		case "number":
			return Number.isFinite(value);
		default:
			return value === null;
	}
}

/** What a function has returned for an item, as JSON has it. Made here, in the thread, which has a core of its own. */
export function packReturned(value: unknown): PackedEnding {
	if (isPlain(value)) return { returned: value };
	try {
		// An error that is returned instead of thrown is no success.
		if (value instanceof Error || types.isNativeError(value)) return { thrown: packThrown(value) };
		return { json: jsonOf(value) };
	} catch (error) {
		return {
			thrown: packThrown(error instanceof UnusableResultError ? error : unusable("it cannot be read: ", error)),
		};
	}
}

/** @throws UnusableResultError where JSON cannot hold the value, or would change it without a word */
function jsonOf(value: unknown): string {
	let json: string | undefined;
	let failure: { readonly error: unknown } | undefined;
	try {
		json = JSON.stringify(value);
	} catch (error) {
		failure = { error };
	}
	// How deep a value may be is up to JSON.stringify: what has exceeded its stack is not searched.
	const lost = failure?.error instanceof RangeError ? undefined : notInJson(value, failure !== undefined);
	if (lost) throw new UnusableResultError(`What the module returned cannot be saved: ${lost} ${notAgain}`);
	if (failure) throw unusable("its JSON cannot be made: ", failure.error);
	return json ?? "null";
}

const notAgain = "The item is not tried again, as its work was done.";

function unusable(what: string, error: unknown): UnusableResultError {
	const reason = (error instanceof Error ? error.message : String(error)).split("\n", 1)[0] ?? "";
	return new UnusableResultError(`What the module returned cannot be saved: ${what}${reason}. ${notAgain}`);
}
