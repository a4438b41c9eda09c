import { maskedJson } from "../../base/maskedJson.ts";
import { parseJson } from "../../base/parseJson.ts";
import type { FailedItem, FailedOutcome, Failure, ItemLocation } from "../../engine/index.ts";
import { resultLine } from "../../engine/index.ts";
import type { LineParts } from "./lineParts.ts";

/** What a run folder knows of one item: its last outcome. */
export interface ResultRow {
	readonly index: number;
	readonly key: string;
	/** As it was run, numbers with their digits; undefined in runs of versions that did not keep it. */
	readonly value: unknown;
	/** Known only of items that did not succeed. */
	readonly location: ItemLocation | undefined;
	readonly outcome: "succeeded" | FailedOutcome;
	/** Over all retries. */
	readonly attempts: number;
	/** Of the last attempt; undefined where there was none. */
	readonly durationMs: number | undefined;
	/** Index of the item that the result was taken from, where it is not its own. */
	readonly reusedFrom: number | undefined;
	/** Undefined unless it succeeded. Numbers have their digits. */
	readonly result: unknown;
	/** Why it did not succeed. */
	readonly failure: Failure | undefined;
	/** The line of it that results and outputs have, without its newline. */
	readonly line: string;
}

/** Parses value and result only when they are asked for, and once: who looks for an outcome needs neither. */
export class SucceededRow implements ResultRow {
	readonly outcome = "succeeded";
	readonly location = undefined;
	readonly failure = undefined;
	readonly line: string;
	readonly #parts: LineParts;
	#value: { readonly parsed: unknown } | undefined;
	#result: { readonly parsed: unknown } | undefined;

	constructor(line: string, parts: LineParts) {
		this.line = line;
		this.#parts = parts;
	}

	get index(): number {
		return this.#parts.index;
	}

	get key(): string {
		return JSON.parse(this.#parts.key) as string;
	}

	get value(): unknown {
		const { value } = this.#parts;
		this.#value ??= { parsed: value === undefined ? undefined : parseJson(value) };
		return this.#value.parsed;
	}

	/** Key, value and result as JSON, for who looks for a text in them. */
	get json(): readonly string[] {
		const { key, value = "", result } = this.#parts;
		return [key, value, result];
	}

	get attempts(): number {
		return this.#parts.attempts;
	}

	get durationMs(): number {
		return this.#parts.durationMs;
	}

	get reusedFrom(): number | undefined {
		return this.#parts.reusedFrom;
	}

	get result(): unknown {
		this.#result ??= { parsed: parseJson(this.#parts.result) };
		return this.#result.parsed;
	}
}

/** @param redact takes secrets out of key and value, which are kept as they are; undefined where there are none */
export function failedRow(failed: FailedItem, redact: ((text: string) => string) | undefined): ResultRow {
	const { item, outcome, attempts, failure, history } = failed;
	const mask = redact && ((json: string) => maskedJson(json, redact));
	const durationMs = history.at(-1)?.durationMs;
	return {
		index: item.index,
		key: redact ? redact(item.key) : item.key,
		value: mask && item.value !== undefined ? parseJson(mask(JSON.stringify(item.value))) : item.value,
		location: item.location,
		outcome,
		attempts,
		durationMs,
		reusedFrom: undefined,
		result: undefined,
		failure,
		line: resultLine({ item, outcome, attempts, durationMs: durationMs ?? 0, failure }, mask),
	};
}
