import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { displayWidth } from "./displayWidth.ts";
import { printable, printableLines } from "./printable.ts";

type Style = Parameters<typeof styleText>[0];

/** Text of the live line, piece by piece with its color. */
export type StyledText = readonly { readonly text: string; readonly style?: Style }[];

/** Where the width is unknown. */
export const usualColumns = 120;

/** Standard error: lines for the user, above one live line that changes while something goes on. */
export class Terminal {
	readonly #stream: WriteStream;
	/** Whether a line can be redrawn. */
	readonly isLive: boolean;
	#line: (() => StyledText) | undefined;
	/** The live line as it was drawn last. */
	#drawn = "";
	/** Its columns; 0 while it is not shown. */
	#width = 0;

	/** @param stream need not be a terminal */
	constructor(stream: WriteStream, env: NodeJS.ProcessEnv) {
		this.#stream = stream;
		this.isLive = stream.isTTY === true && env.TERM !== "dumb";
		// A reader that is gone is no reason to end the work.
		stream.on("error", () => undefined);
		stream.on("resize", () => this.#redraw());
	}

	get columns(): number {
		return this.#stream.columns || usualColumns;
	}

	/** Control characters in it become blanks. */
	print(text: string): void {
		const width = this.#width;
		this.#write(`${this.#erasing()}${printableLines(text).join("\n")}\n${this.#drawn}`);
		this.#width = width;
	}

	/** Whether somebody reads it as it comes. */
	get isTerminal(): boolean {
		return this.#stream.isTTY === true;
	}

	/** Writes what a program has written, where the live line would be. Resolves when it is handed over. */
	async pass(bytes: Uint8Array | string): Promise<void> {
		this.hide();
		if (!this.#stream.writable) return;
		await new Promise<void>((resolve) => {
			this.#stream.write(bytes, () => resolve());
		});
	}

	/** Takes the live line away, until it is shown again: something else writes to the same screen. */
	hide(): void {
		this.#write(this.#erasing());
	}

	/** Redraws the live line. @param line called again when the terminal's size changes */
	show(line: () => StyledText): void {
		this.#line = line;
		this.#redraw();
	}

	/** Leaves the live line as it is; what follows comes below it. */
	keep(): void {
		if (this.#width > 0) this.#write("\n");
		this.#line = undefined;
		this.#drawn = "";
		this.#width = 0;
	}

	#redraw(): void {
		if (!this.#line || !this.isLive) return;
		const erasing = this.#erasing();
		const pieces = this.#line().map(({ text, style }) => ({ text: printable(text), style }));
		this.#width = displayWidth(pieces.map(({ text }) => text).join(""));
		this.#drawn = pieces
			.map(({ text, style }) => (style === undefined ? text : styleText(style, text, { stream: this.#stream })))
			.join("");
		this.#write(erasing + this.#drawn);
	}

	/** A terminal that was made narrower has wrapped the line into several rows by now. */
	#erasing(): string {
		if (this.#width === 0) return "";
		const rowsAbove = Math.ceil(this.#width / this.columns) - 1;
		this.#width = 0;
		return `\r${rowsAbove > 0 ? `\x1b[${rowsAbove}A` : ""}\x1b[J`;
	}

	#write(text: string): void {
		if (text !== "" && this.#stream.writable) this.#stream.write(text);
	}
}
