import { DamagedRunError } from "./damagedRunError.ts";
import { FileAccessError } from "./fileAccessError.ts";
import { NewerRunError } from "./newerRunError.ts";
import { type Holder, RunBusyError } from "./runBusyError.ts";
import { UnsavedError } from "./unsavedError.ts";

/** An error on its way between threads: sent as an Error, it would lose its class and its properties. */
export type PlainError = Readonly<Record<string, unknown>> & { readonly name: string; readonly message: string };

export function toPlainError(thrown: unknown): PlainError {
	const error = thrown instanceof Error ? thrown : new Error(String(thrown));
	return { ...error, name: error.name, message: error.message };
}

export function fromPlainError(plain: PlainError): Error {
	switch (plain.name) {
		case "DamagedRunError":
			return new DamagedRunError(plain.file as string, plain.found as string);
		case "FileAccessError":
			return new FileAccessError(plain.file as string, plain.said as string);
		case "NewerRunError":
			return new NewerRunError(plain.file as string, plain.version as number, plain.known as number);
		case "RunBusyError":
			return new RunBusyError(plain.folder as string, plain.holder as Holder | undefined);
		case "UnsavedError":
			return new UnsavedError(plain.file as string, plain.said as string);
		default:
			return Object.assign(new Error(plain.message), plain);
	}
}
