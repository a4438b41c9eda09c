import { SettingsError } from "../base/settingsError.ts";
import { OperationError } from "../engine/model/errorCategory.ts";

/**
 * A template does not fit an item: the item lacks a field, or has a value that cannot be inserted there. A retry would
 * not help, so it counts as a `ValidationError`.
 */
export class RenderError extends OperationError {
	readonly #message: string;
	readonly #suggestion: string | undefined;
	readonly #location: { readonly path: readonly (string | number)[]; readonly offset: number | undefined };

	constructor(
		message: string,
		suggestion: string | undefined,
		place: { readonly path: readonly (string | number)[]; readonly offset?: number | undefined },
	) {
		super(suggestion === undefined ? message : `${message} ${suggestion}`, { name: "ValidationError" });
		this.#message = message;
		this.#suggestion = suggestion;
		this.#location = { path: place.path, offset: place.offset };
	}

	/** The same as an error in the job, for when the user tries a job out on its first item. */
	toSettingsError(): SettingsError {
		return new SettingsError(this.#message, { ...this.#location, suggestion: this.#suggestion, cause: this });
	}
}

/** What `render` returns. @throws SettingsError instead of a RenderError */
export function asPreview<T>(render: () => T): T {
	try {
		return render();
	} catch (error) {
		throw error instanceof RenderError ? error.toSettingsError() : error;
	}
}
