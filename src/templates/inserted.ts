import { toValue } from "liquidjs";

/** `item`: from `{{ … }}`; `encoded`: the same, with a filter that encodes it; `variable`: from `${…}`. */
export type InsertOrigin = "item" | "encoded" | "variable";

/** A value on its way into text. Kept apart from the text around it until the caller says how to insert it. */
export class Inserted {
	readonly value: unknown;
	readonly origin: InsertOrigin;

	constructor(value: unknown, origin: InsertOrigin) {
		// Liquid's `nil` and others are objects that stand for a value.
		this.value = toValue(value) ?? null;
		this.origin = origin;
	}

	/** Empty for null; JSON for objects and lists. */
	toString(): string {
		const { value } = this;
		if (typeof value === "string") return value;
		if (value === null) return "";
		return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
	}
}

/** What a rendered template consists of: its own text, and values. */
export type Piece = string | Inserted;
