import { asToWebview } from "../messageChecks.ts";
import type { Answer, ChangeMessage, ExchangeName, Question } from "../protocol.ts";

/** Sends questions to the host and matches its answers to them. */
export class HostLink {
	readonly #post: (message: unknown) => void;
	readonly #onChange: (change: ChangeMessage) => void;
	readonly #onShowResults: () => void;
	readonly #open = new Map<number, { resolve: (answer: never) => void; reject: (error: Error) => void }>();
	#lastId = 0;

	constructor(post: (message: unknown) => void, onChange: (change: ChangeMessage) => void, onShowResults: () => void) {
		this.#post = post;
		this.#onChange = onChange;
		this.#onShowResults = onShowResults;
	}

	/** Rejects with the host's message if it can't be done. Stays pending if the page closes first. */
	ask<Name extends ExchangeName>(kind: Name, question: Question<Name>): Promise<Answer<Name>> {
		const id = ++this.#lastId;
		return new Promise((resolve, reject) => {
			this.#open.set(id, { resolve, reject });
			this.#post({ ...question, kind, id });
		});
	}

	/** @param data of any message event; what is not in the protocol is ignored, unless it answers a question */
	receive(data: unknown): void {
		const message = asToWebview(data);
		if (message === undefined) {
			const open = this.#take((data as { readonly id?: unknown } | null)?.id);
			open?.reject(new Error("The answer to this page could not be read. Reload the window to ask again."));
			return;
		}
		if (message.kind === "change") {
			this.#onChange(message);
			return;
		}
		if (message.kind === "showResults") {
			this.#onShowResults();
			return;
		}
		const open = this.#take(message.id);
		if (message.kind === "refusal") open?.reject(new Error(message.message));
		else open?.resolve(message.answer as never);
	}

	#take(id: unknown) {
		const open = this.#open.get(id as number);
		this.#open.delete(id as number);
		return open;
	}
}
