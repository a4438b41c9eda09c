import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { formatCount } from "../../base/format.ts";
import { Throttle } from "../../base/throttle.ts";
import { UsageError } from "../../base/usageError.ts";
import type { FailedItem } from "../../engine/model/ports.ts";
import { runGone } from "../../wording/runGone.ts";
import type { Runs } from "../runs/runs.ts";
import type { RunView } from "../runs/runView.ts";
import { messages } from "../texts/messages.ts";
import { type Edited, EditedLenses, type EditedState } from "./editedLenses.ts";
import type { EditedFormat } from "./editedText.ts";

const key = "editedItems";
/** The document may be read as often as it is typed in. */
const checkMs = 400;

/** Documents with failed items, to be edited and sent again. They are known by their path, also when they are saved. */
export class EditedDocuments implements Disposable {
	readonly #runs: Runs;
	readonly #memento: vscode.Memento;
	readonly #store = new DisposableStore();
	readonly #problems = vscode.languages.createDiagnosticCollection("batchline");
	readonly #checked = new Map<string, Pick<EditedState, "count" | "problem">>();
	/** Versions of the documents when they were sent. */
	readonly #sent = new Map<string, number>();
	readonly #stale = new Set<vscode.TextDocument>();
	readonly #lenses: EditedLenses;

	constructor(runs: Runs, memento: vscode.Memento) {
		this.#runs = runs;
		this.#memento = memento;
		this.#lenses = this.#store.add(new EditedLenses(runs, (document) => this.#stateOf(document)));
		const throttle = this.#store.add(new Throttle(systemClock, checkMs, () => void this.#checkStale()));
		this.#store.add(this.#problems);
		this.#store.add(
			vscode.workspace.onDidChangeTextDocument(({ document }) => {
				if (!this.#editedIn(document)) return;
				this.#stale.add(document);
				throttle.request();
			}),
		);
	}

	/** Opens a document with the items. */
	async open(run: RunView, items: readonly FailedItem[], format: EditedFormat): Promise<void> {
		const { editedText } = await import("./editedText.ts");
		const uri = this.#newUri(run, format);
		await this.#save(uri, { runId: run.runId });
		const document = await vscode.workspace.openTextDocument(uri);
		const edit = new vscode.WorkspaceEdit();
		edit.insert(uri, new vscode.Position(0, 0), editedText(items, format));
		await vscode.workspace.applyEdit(edit);
		await this.#check(document);
		await vscode.window.showTextDocument(document);
	}

	/** Tries the items of the document again. @throws Error with a message for the user, also shown at its line */
	async send(document: vscode.TextDocument | undefined): Promise<void> {
		const edited = document && this.#editedIn(document);
		if (!document || !edited) throw new Error(messages.noEditedItems);
		const run = this.#runs.get(edited.runId);
		if (!run) throw new Error(runGone);
		try {
			const retry = await withFile(document, (file) => this.#runs.retryItems(run, file));
			this.#problems.delete(document.uri);
			this.#sent.set(document.uri.path, document.version);
			await this.#save(document.uri, { ...edited, retryId: retry.runId });
			this.#lenses.refresh();
		} catch (error) {
			const line = error instanceof UsageError ? this.#show(document, error) : undefined;
			if (line === undefined) throw error;
			await vscode.window.showTextDocument(document, { selection: lineRange(document, line) });
			throw new Error(`Line ${line}: ${(error as UsageError).problems[0]?.message}`, { cause: error });
		}
	}

	dispose(): void {
		this.#store.dispose();
	}

	#editedIn({ uri }: vscode.TextDocument): Edited | undefined {
		return this.#all[uri.path];
	}

	#stateOf(document: vscode.TextDocument): EditedState | undefined {
		const edited = this.#editedIn(document);
		if (!edited) return undefined;
		const checked = this.#checked.get(document.uri.path);
		// After a reload of the window.
		if (!checked) void this.#check(document);
		const isSent = this.#sent.get(document.uri.path) === document.version;
		return { ...edited, count: checked?.count, problem: checked?.problem, isSent };
	}

	async #checkStale(): Promise<void> {
		const documents = [...this.#stale];
		this.#stale.clear();
		for (const document of documents) if (!document.isClosed) await this.#check(document);
	}

	/** Whether the document can be read, and how many items it has. */
	async #check(document: vscode.TextDocument): Promise<void> {
		const { CorrectedItems } = await import("../../job/launch/retry/correctedItems.ts");
		try {
			const { size } = await withFile(document, (file) => CorrectedItems.read(file));
			this.#problems.delete(document.uri);
			this.#checked.set(document.uri.path, { count: size, problem: undefined });
		} catch (error) {
			if (!(error instanceof UsageError)) throw error;
			const line = this.#show(document, error);
			const [problem] = error.problems;
			const text = line === undefined ? problem?.message : `Line ${formatCount(line)}: ${problem?.message}`;
			this.#checked.set(document.uri.path, { count: undefined, problem: text });
		}
		this.#lenses.refresh();
	}

	/** @returns the line of the document that it is about */
	#show(document: vscode.TextDocument, error: UsageError): number | undefined {
		const [problem] = error.problems;
		if (!problem) return undefined;
		const diagnostic = new vscode.Diagnostic(lineRange(document, problem.line ?? 1), problem.message);
		diagnostic.source = "Batch";
		this.#problems.set(document.uri, [diagnostic]);
		return problem.line;
	}

	/** A name that no file and no other document has. */
	#newUri({ info }: RunView, format: EditedFormat): vscode.Uri {
		const stem = info.jobName.replace(/\.\w+$/, "").replace(/[\\/:*?"<>|\s]+/g, "-");
		for (let number = 1; ; number++) {
			const name = `${stem}-failed${number === 1 ? "" : `-${number}`}.${format}`;
			const path = vscode.Uri.file(join(info.baseFolder, name)).path;
			const isOpen = vscode.workspace.textDocuments.some(({ uri }) => uri.path === path);
			if (!isOpen && !existsSync(path)) return vscode.Uri.from({ scheme: "untitled", path });
		}
	}

	get #all(): Readonly<Record<string, Edited>> {
		return this.#memento.get<Readonly<Record<string, Edited>>>(key, {});
	}

	/** Forgets those whose run is gone. */
	async #save({ path }: vscode.Uri, edited: Edited): Promise<void> {
		const known = Object.entries(this.#all).filter(([, { runId }]) => this.#runs.get(runId));
		await this.#memento.update(key, { ...Object.fromEntries(known), [path]: edited });
	}
}

/** Hands over the document's text as a file, for as long as `work` needs it. */
async function withFile<T>(document: vscode.TextDocument, work: (file: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "batchline-"));
	try {
		const file = join(folder, `edited${extname(document.uri.path)}`);
		await writeFile(file, document.getText(), { mode: 0o600 });
		return await work(file);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function lineRange(document: vscode.TextDocument, line: number): vscode.Range {
	return document.lineAt(Math.min(line, document.lineCount) - 1).range;
}
