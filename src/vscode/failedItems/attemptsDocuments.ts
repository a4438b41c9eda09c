import * as vscode from "vscode";
import type { Runs } from "../runs/runs.ts";
import { messages } from "../texts/messages.ts";
import { attemptsText } from "./attemptsText.ts";

const scheme = "batchline-attempts";

/** Read-only documents with the attempts of one item each. */
export class AttemptsDocuments implements vscode.TextDocumentContentProvider {
	readonly #runs: Runs;

	constructor(runs: Runs) {
		this.#runs = runs;
	}

	register(): vscode.Disposable {
		return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
	}

	async show(runId: string, index: number): Promise<void> {
		const uri = vscode.Uri.from({ scheme, path: `/${runId}/Item ${index + 1}.txt`, query: String(index) });
		const document = await vscode.workspace.openTextDocument(uri);
		await vscode.window.showTextDocument(document, { preview: true });
	}

	provideTextDocumentContent({ path, query }: vscode.Uri): string {
		const run = this.#runs.get(path.split("/")[1] ?? "");
		const indices = [Number(query)];
		const { reader } = run ?? {};
		const [failed] = reader?.failures({ indices }, { limit: 1 }) ?? [];
		return failed ? attemptsText(failed) : messages.noLongerFailed;
	}
}
