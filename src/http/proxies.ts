import { isIPv4 } from "node:net";
import { SettingsError } from "../base/settingsError.ts";
import type { ProxySetting, ProxySettings } from "./proxySettings.ts";

/** A proxy, without its credentials where it is shown. */
export interface HttpProxy {
	/** Without credentials. */
	readonly url: URL;
	/** The value of `Proxy-Authorization`; undefined where the address has no credentials. */
	readonly authorization: string | undefined;
	/** `http://proxy.example:3128`, for messages. */
	readonly name: string;
	/** See {@link ProxySetting.from}. */
	readonly from: string;
}

/** Says which proxy a request goes through. */
export class Proxies {
	readonly #http: HttpProxy | undefined;
	readonly #https: HttpProxy | undefined;
	readonly #direct: readonly Direct[];

	/** @throws SettingsError for an address that is none */
	constructor({ http, https, direct }: ProxySettings) {
		this.#http = http && readProxy(http);
		this.#https = https && readProxy(https);
		this.#direct = direct.split(/[\s,]+/).flatMap((entry) => (entry === "" ? [] : [readDirect(entry)]));
	}

	/** Undefined: the host is asked directly. A proxy never reaches this machine's own servers. */
	of(url: URL): HttpProxy | undefined {
		const proxy = url.protocol === "https:" ? this.#https : this.#http;
		return proxy && !isLoopback(url.hostname) && !this.#isDirect(url) ? proxy : undefined;
	}

	#isDirect({ hostname, port, protocol }: URL): boolean {
		const host = bare(hostname);
		const usual = protocol === "https:" ? "443" : "80";
		return this.#direct.some(({ name, port: only }) => {
			if (only !== undefined && only !== (port || usual)) return false;
			return name === "*" || host === name || host.endsWith(`.${name}`);
		});
	}
}

interface Direct {
	/** Without a leading dot; `*` for every host. */
	readonly name: string;
	/** Undefined: every port. */
	readonly port: string | undefined;
}

/** `.example.com`, `*.example.com` and `example.com` all mean the host and its subdomains. */
function readDirect(entry: string): Direct {
	const [, name = entry, port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
	return { name: bare(name.toLowerCase().replace(/^\*?\./, "")), port };
}

function readProxy({ address, from }: ProxySetting): HttpProxy {
	const text = /^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `http://${address}`;
	const url = URL.parse(text);
	// Does not quote the address, which may hold a password.
	if (!url || !/^https?:$/.test(url.protocol) || url.hostname === "") {
		throw new SettingsError(`The proxy in ${from} is no address that begins with http:// or https://.`, {
			path: [],
			suggestion: "Expected something like http://proxy.example.com:3128.",
		});
	}
	const { username, password } = url;
	const clean = new URL(url.origin);
	const authorization = username === "" && password === "" ? undefined : basic(username, password);
	return { url: clean, authorization, name: url.origin, from };
}

function basic(username: string, password: string): string {
	return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

/** A percent sign that begins no encoding stands for itself. */
function decoded(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function isLoopback(hostname: string): boolean {
	const host = bare(hostname);
	return (
		host === "localhost" || host.endsWith(".localhost") || host === "::1" || (isIPv4(host) && host.startsWith("127."))
	);
}

/** An IPv6 address without its brackets. */
function bare(hostname: string): string {
	return hostname.replace(/^\[(.*)\]$/, "$1");
}

/** `http://proxy.example:3128 (from HTTPS_PROXY)` */
export function proxyName({ name, from }: HttpProxy): string {
	return `${name} (from ${from})`;
}
