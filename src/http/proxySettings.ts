/** Where a proxy's address comes from: an environment variable, or a setting. */
export interface ProxySetting {
	readonly address: string;
	/** Shown to the user: `HTTPS_PROXY`. */
	readonly from: string;
}

/** Which proxy requests go through. */
export interface ProxySettings {
	/** For `http://`. */
	readonly http: ProxySetting | undefined;
	/** For `https://`. */
	readonly https: ProxySetting | undefined;
	/** Hosts that are asked directly: `localhost,.example.com,10.0.0.1:8080`, or `*`. */
	readonly direct: string;
}

/** As curl and others read it: lower case first, and no proxy where a variable is there and empty. */
export function proxiesOf(env: NodeJS.ProcessEnv): ProxySettings {
	const found = (...names: readonly string[]): ProxySetting | undefined => {
		const from = names.flatMap((name) => [name.toLowerCase(), name]).find((name) => env[name] !== undefined);
		const address = from === undefined ? "" : (env[from]?.trim() ?? "");
		return from === undefined || address === "" ? undefined : { address, from };
	};
	return {
		http: found("HTTP_PROXY", "ALL_PROXY"),
		https: found("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"),
		direct: env.no_proxy ?? env.NO_PROXY ?? "",
	};
}
