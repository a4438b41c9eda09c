import * as vscode from "vscode";
import type { Preview } from "../../job/plan/preview.ts";

const scheme = "batchline-preview";
const uri = vscode.Uri.from({ scheme, path: "/Preview.json" });

/** The previewed items in full, as a read-only document beside the box. */
export class PreviewDocument implements vscode.TextDocumentContentProvider {
	readonly #changed = new vscode.EventEmitter<vscode.Uri>();
	readonly onDidChange = this.#changed.event;
	#text = "";

	register(): vscode.Disposable {
		return vscode.Disposable.from(this.#changed, vscode.workspace.registerTextDocumentContentProvider(scheme, this));
	}

	async show(previews: readonly Preview[]): Promise<void> {
		this.#text = `${JSON.stringify(previews, undefined, 2)}\n`;
		this.#changed.fire(uri);
		await vscode.window.showTextDocument(uri, { preview: true, preserveFocus: true });
	}

	provideTextDocumentContent(): string {
		return this.#text;
	}
}
