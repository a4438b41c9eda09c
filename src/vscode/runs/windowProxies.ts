import { type ProxySettings, proxiesOf } from "../../http/proxySettings.ts";

/** The window's settings `http.*`. */
export interface HttpSettings {
	readonly proxy?: unknown;
	readonly noProxy?: unknown;
	readonly proxySupport?: unknown;
}

/** `http.proxy` comes before the environment; `http.noProxy` adds to what that says. */
export function windowProxies({ proxy, noProxy, proxySupport }: HttpSettings, env: NodeJS.ProcessEnv): ProxySettings {
	if (proxySupport === "off") return { http: undefined, https: undefined, direct: "" };
	const found = proxiesOf(env);
	const direct = [found.direct, ...(Array.isArray(noProxy) ? noProxy : [])].join(",");
	if (typeof proxy !== "string" || proxy.trim() === "") return { ...found, direct };
	const setting = { address: proxy.trim(), from: "the setting http.proxy" };
	return { http: setting, https: setting, direct };
}
