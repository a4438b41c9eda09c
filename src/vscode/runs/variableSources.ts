import * as vscode from "vscode";
import type { VariableSources } from "../../templates/variables.ts";
import { messages } from "../texts/messages.ts";

/** Separates the secrets of jobs from anything else that the extension may store. */
const prefix = "secret.";

/** Where the `${…}` of a job get their values in VS Code. A secret is asked for once; VS Code stores it. */
export function variableSourcesFor(baseFolder: string, secrets: vscode.SecretStorage): VariableSources {
	const base = vscode.Uri.file(baseFolder);
	const folder = vscode.workspace.getWorkspaceFolder(base) ?? vscode.workspace.workspaceFolders?.[0];
	return {
		workspaceFolder: folder?.uri.fsPath,
		env: (name) => process.env[name],
		config(name) {
			const value = vscode.workspace.getConfiguration(undefined, base).get<unknown>(name);
			return value === undefined || typeof value === "object" ? undefined : String(value);
		},
		secret: async (name) => (await secrets.get(prefix + name)) ?? (await askForSecret(name, secrets)),
		storedSecret: async (name) => secrets.get(prefix + name),
		secretAdvice: messages.secretAdvice,
	};
}

async function askForSecret(name: string, secrets: vscode.SecretStorage): Promise<string | undefined> {
	const value = await vscode.window.showInputBox({
		title: `Secret "${name}"`,
		prompt: "Kept in VS Code's secret storage. It stays out of results, logs and reports.",
		password: true,
		ignoreFocusOut: true,
		validateInput: (text) => (text === "" ? messages.expected.secret : undefined),
	});
	if (value) await secrets.store(prefix + name, value);
	return value;
}
