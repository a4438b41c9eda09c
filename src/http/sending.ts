import type { Attempt } from "../engine/index.ts";
import { connectionError } from "./connectionError.ts";
import { Exchange } from "./exchange.ts";
import { type HttpRequest, isChanging } from "./httpRequest.ts";
import type { HttpResponse } from "./httpResponse.ts";
import type { HttpProxy } from "./proxies.ts";
import type { StaleProbes } from "./staleProbes.ts";

export interface SendingOptions {
	readonly proxy: HttpProxy | undefined;
	/** It may be sent a second time, where the server had closed its connection while nobody used it. */
	readonly mayResend: boolean;
	readonly probes: StaleProbes;
	dispatch(exchange: Exchange): void;
}

/** A request on its way to its answer. */
export class Sending {
	readonly #request: HttpRequest;
	readonly #attempt: Pick<Attempt, "signal" | "sent">;
	readonly #options: SendingOptions;
	readonly #answer = Promise.withResolvers<HttpResponse>();
	#isSent = false;

	constructor(request: HttpRequest, attempt: Pick<Attempt, "signal" | "sent">, options: SendingOptions) {
		this.#request = request;
		this.#attempt = attempt;
		this.#options = options;
	}

	/**
	 * Once its status is there, an answer is one, however it ends: see {@link HttpResponse.brokenBy}.
	 * @throws OperationError where there was no answer; the signal's reason, at once, when it aborts before
	 */
	run(): Promise<HttpResponse> {
		const first = this.#exchange({
			began: () => undefined,
			failed: (error) => {
				if (this.#options.mayResend && first.wasStale(error)) this.#resend(error);
				else this.#fail(error, first);
			},
		});
		this.#options.dispatch(first);
		return this.#answer.promise;
	}

	/** No failure of this attempt. */
	#resend(error: Error): void {
		const { signal } = this.#attempt;
		const { dispatch, probes } = this.#options;
		const { origin } = this.#request.url;
		const before = probes.ask(origin);
		if (!before) {
			const tell = (isThere: boolean) => probes.tell(origin, isThere);
			signal.addEventListener("abort", () => tell(false), { once: true });
			const probe = this.#exchange({
				began: () => tell(true),
				failed: (again) => {
					tell(false);
					this.#fail(again, probe);
				},
			});
			dispatch(probe);
			return;
		}
		signal.addEventListener("abort", () => this.#answer.reject(signal.reason), { once: true });
		void before.then((isThere) => {
			if (signal.aborted) return;
			if (!isThere) {
				this.#fail(error);
				return;
			}
			const second = this.#exchange({ began: () => undefined, failed: (again) => this.#fail(again, second) });
			dispatch(second);
		});
	}

	#exchange({ began, failed }: { began(): void; failed(error: Error): void }): Exchange {
		const { signal, sent } = this.#attempt;
		const { proxy } = this.#options;
		const exchange = new Exchange(signal, {
			resolve: (response) => this.#answer.resolve({ ...response, proxy, brokenBy: undefined }),
			sent: () => {
				this.#isSent = true;
				if (isChanging(this.#request)) sent();
			},
			began,
			abort: (reason) => this.#breakOff(exchange, reason as Error),
			fail: failed,
		});
		return exchange;
	}

	#fail(error: Error, exchange?: Exchange): void {
		const { proxy } = this.#options;
		this.#breakOff(exchange, connectionError(this.#request, error, { isSent: this.#isSent, proxy }));
	}

	#breakOff(exchange: Exchange | undefined, brokenBy: Error): void {
		const begun = exchange?.begun;
		if (begun) this.#answer.resolve({ ...begun, proxy: this.#options.proxy, brokenBy });
		else this.#answer.reject(brokenBy);
	}
}
