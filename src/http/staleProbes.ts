/**
 * Where a server has closed connections that nobody used, requests are sent again. A server that dies closes them as
 * well: so one request goes first, and tells the others whether anybody is there.
 */
export class StaleProbes {
	readonly #probes = new Map<string, PromiseWithResolvers<boolean>>();

	/** What becomes of the request that went first; undefined if the caller's is that one: it has to {@link tell}. */
	ask(origin: string): Promise<boolean> | undefined {
		const probe = this.#probes.get(origin);
		if (!probe) this.#probes.set(origin, Promise.withResolvers());
		return probe?.promise;
	}

	/** @param isThere it gets an answer */
	tell(origin: string, isThere: boolean): void {
		this.#probes.get(origin)?.resolve(isThere);
		this.#probes.delete(origin);
	}
}
