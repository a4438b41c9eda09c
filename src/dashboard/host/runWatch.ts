import type { Answer, ChangeMessage, ExchangeName, Picture, Question } from "../protocol.ts";
import { HostLink } from "./hostLink.ts";

export interface RunWatchListener {
	/** The whole picture: the first time, and again after a change was missed. */
	onPicture(picture: Picture): void;
	onChange(change: ChangeMessage): void;
	/** The user wants to see the results. */
	onShowResults(): void;
	/** There is no picture; the message is the host's reason. */
	onMissing(message: string): void;
}

/** Keeps the page in step with the run: pulls the picture, follows the changes, pulls again when it missed one. */
export class RunWatch {
	readonly #link: HostLink;
	readonly #listener: RunWatchListener;
	#sequence: number | undefined;
	#isPulling = false;

	constructor(post: (message: unknown) => void, listener: RunWatchListener) {
		this.#link = new HostLink(
			post,
			(change) => this.#follow(change),
			() => listener.onShowResults(),
		);
		this.#listener = listener;
	}

	receive(data: unknown): void {
		this.#link.receive(data);
	}

	ask<Name extends ExchangeName>(kind: Name, question: Question<Name>): Promise<Answer<Name>> {
		return this.#link.ask(kind, question);
	}

	async pull(): Promise<void> {
		if (this.#isPulling) return;
		this.#isPulling = true;
		const picture = await this.#link.ask("picture", {}).catch((error: Error) => error);
		this.#isPulling = false;
		if (picture instanceof Error) {
			this.#listener.onMissing(picture.message);
			return;
		}
		this.#sequence = picture.sequence;
		this.#listener.onPicture(picture);
	}

	#follow(change: ChangeMessage): void {
		if (this.#isPulling || (this.#sequence !== undefined && change.sequence <= this.#sequence)) return;
		if (this.#sequence === undefined || change.sequence > this.#sequence + 1) {
			void this.pull();
			return;
		}
		this.#sequence = change.sequence;
		this.#listener.onChange(change);
	}
}
