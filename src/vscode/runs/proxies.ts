import * as vscode from "vscode";
import type { ProxySettings } from "../../http/proxySettings.ts";
import { windowProxies } from "./windowProxies.ts";

/** Which proxies a run's requests go through: what VS Code's own settings say, else the environment. */
export function proxiesFor(baseFolder: string): ProxySettings {
	const settings = vscode.workspace.getConfiguration("http", vscode.Uri.file(baseFolder));
	return windowProxies(
		{
			proxy: settings.get("proxy"),
			noProxy: settings.get("noProxy"),
			proxySupport: settings.get("proxySupport"),
		},
		process.env,
	);
}
