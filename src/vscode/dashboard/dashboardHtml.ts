import { randomBytes } from "node:crypto";
import * as vscode from "vscode";

/** The only folders that the webview may load files from. */
export function dashboardRoots(extensionUri: vscode.Uri): readonly vscode.Uri[] {
	return ["dist", "media"].map((folder) => vscode.Uri.joinPath(extensionUri, folder));
}

/** The empty page, which its own script fills. It has no data in it, and runs no other script. */
export function dashboardHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
	const address = (...path: readonly string[]) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, ...path));
	const nonce = randomBytes(16).toString("base64");
	const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
	return `<!DOCTYPE html>
<html lang="en">
<head>
	<meta charset="UTF-8">
	<meta http-equiv="Content-Security-Policy" content="${policy}">
	<meta name="viewport" content="width=device-width, initial-scale=1">
	<title>Batch</title>
	<link rel="stylesheet" href="${address("dist", "dashboard.css")}">
	<link rel="stylesheet" href="${address("media", "dashboard.css")}">
</head>
<body>
	<script nonce="${nonce}" src="${address("dist", "dashboard.js")}"></script>
</body>
</html>`;
}
