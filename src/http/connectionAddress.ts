import { isIPv6 } from "node:net";

/** What Node and undici hang on an error of a connection. */
interface Addressed {
	readonly address?: unknown;
	readonly port?: unknown;
	readonly socket?: { readonly remoteAddress?: unknown; readonly remotePort?: unknown } | undefined;
}

/** The addresses that a connection was tried at, or had, as far as its error says them: `127.0.0.1:8080`. */
export function addressesOf(error: Error): readonly string[] {
	if (error instanceof AggregateError) return error.errors.flatMap((each) => addressesOf(each));
	const { address, port, socket } = error as Addressed;
	const known = addressText(address, port) ?? addressText(socket?.remoteAddress, socket?.remotePort);
	if (known !== undefined) return [known];
	// A name may have several addresses, which undici only has in its text.
	const [, attempted = ""] = /\(attempted address(?:es)?: (.*?)(?:, timeout: \w+)?\)/.exec(error.message) ?? [];
	return attempted === "" ? [] : attempted.split(", ");
}

function addressText(address: unknown, port: unknown): string | undefined {
	if (typeof address !== "string" || typeof port !== "number") return undefined;
	return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
