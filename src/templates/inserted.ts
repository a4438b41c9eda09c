import { toValue } from "liquidjs";

/** A value on its way into a text. Kept apart from the text around it until somebody says how to insert it. */
export class Inserted {
	readonly value: unknown;
	/** `item`: out of `{{ … }}`; `variable`: out of `${…}`. */
	readonly origin: "item" | "variable";

	constructor(value: unknown, origin: "item" | "variable") {
		// Liquid's `nil` and the like are objects that stand for a value.
		this.value = toValue(value) ?? null;
		this.origin = origin;
	}

	/** Nothing for null; JSON for what is not a plain value. */
	toString(): string {
		const { value } = this;
		if (typeof value === "string") return value;
		if (value === null) return "";
		return typeof value === "object" ? (JSON.stringify(value) ?? "") : String(value);
	}
}

/** What a rendered template consists of: its own text, and values. */
export type Piece = string | Inserted;
