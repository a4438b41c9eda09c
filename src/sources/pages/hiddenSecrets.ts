import { SettingsError } from "../../base/settingsError.ts";
import { redactor } from "../../templates/redactor.ts";

/** What stands in a kept address for a secret. Neither can occur in one otherwise. */
const tokens = ["\u0001", "\u0002"] as const;

/**
 * Keeps secrets out of the addresses of pages, which are on disk: servers put the parameters of a request, a key among
 * them, into the address of the next page.
 */
export class HiddenSecrets {
	readonly #forms: readonly (readonly [form: string, token: string])[];
	readonly #redact: ((text: string) => string) | undefined;

	constructor(secrets: readonly string[]) {
		this.#redact = redactor(secrets);
		this.#forms = secrets.flatMap((secret, at) => [
			[encodeURIComponent(secret), `${tokens[0]}${at};`],
			[secret, `${tokens[1]}${at};`],
		]);
	}

	/** @throws SettingsError where a secret stands in it in another form */
	hide(text: string): string {
		if (!this.#redact) return text;
		let hidden = text;
		for (const [form, token] of this.#forms) hidden = hidden.replaceAll(form, token);
		if (this.#redact(hidden) === hidden) return hidden;
		throw new SettingsError("The next page's address holds a secret in a form that cannot be kept off the disk.", {
			path: ["next"],
			suggestion: 'Send the secret in a header: { "authorization": "Bearer ${secret:…}" }.',
		});
	}

	reveal(text: string): string {
		let revealed = text;
		for (const [form, token] of this.#forms) revealed = revealed.replaceAll(token, () => form);
		return revealed;
	}
}
