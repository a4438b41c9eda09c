import { SettingsError } from "../base/settingsError.ts";
import { OperationError } from "../engine/model/errorCategory.ts";

/**
 * A template and an item that do not fit: a field that the item does not have, a value that cannot stand where it
 * would be inserted. Trying again is of no use, so it counts as a `ValidationError`.
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

	/** The same as a fault of the job, for whoever tries a job out on its first item. */
	toSettingsError(): SettingsError {
		return new SettingsError(this.#message, { ...this.#location, suggestion: this.#suggestion, cause: this });
	}
}

/** What `render` returns. @throws SettingsError in the place of a RenderError */
export function asPreview<T>(render: () => T): T {
	try {
		return render();
	} catch (error) {
		throw error instanceof RenderError ? error.toSettingsError() : error;
	}
}
