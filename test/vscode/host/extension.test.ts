import assert from "node:assert/strict";
import * as vscode from "vscode";
import { commandIds } from "../../../src/vscode/contributions/commandIds.ts";
import { settingIds } from "../../../src/vscode/contributions/settingIds.ts";

const id = "batchline.batchline";
const activationGoalMs = 50;
/** Other machines may take this many times as long; the printed times are what counts. */
const slack = 10;
/** How long it is looked what part of the time a thread gets, ms. */
const spinMs = 300;

/** How many times as long things take as on a machine that does nothing else, at the moment; 1 or more. */
function slowdown(): number {
	const [beganAt, before] = [performance.now(), process.threadCpuUsage()];
	while (performance.now() - beganAt < spinMs);
	const { user, system } = process.threadCpuUsage(before);
	return Math.max(1, (performance.now() - beganAt) / ((user + system) / 1_000));
}

/** What VS Code's extension host records about every extension, ms since the epoch. */
interface PerformanceMarks {
	getMarks(): readonly { readonly name: string; readonly startTime: number }[];
}

describe("the extension", () => {
	before(async () => {
		await vscode.extensions.getExtension(id)?.activate();
	});

	it(`is activated at once, including the loading of its code: the goal is ${activationGoalMs} ms`, () => {
		const { MonacoPerformanceMarks } = globalThis as unknown as { MonacoPerformanceMarks: PerformanceMarks };
		const marks = MonacoPerformanceMarks.getMarks();
		const between = (from: string, to: string) => {
			const [start, end] = [from, to].map((name) => marks.find((mark) => mark.name === `code/extHost/${name}/${id}`));
			assert.ok(start && end, `VS Code has no marks from ${from} to ${to}.`);
			return end.startTime - start.startTime;
		};
		const loadMs = between("willLoadExtensionCode", "didLoadExtensionCode");
		const activateMs = between("willActivateExtension", "didActivateExtension");
		console.log(`      code loaded in ${loadMs} ms, activated in ${activateMs} ms`);
		const limitMs = slack * activationGoalMs * slowdown();
		assert.ok(loadMs + activateMs < limitMs, `It took ${loadMs} + ${activateMs} ms, of at most ${limitMs} ms.`);
	});

	it("registers every command, and no other below its name", async () => {
		const registered = (await vscode.commands.getCommands(true)).filter((command) =>
			/^batchline\.[a-zA-Z]+$/.test(command),
		);
		assert.deepEqual(registered.sort(), Object.values(commandIds).toSorted());
	});

	it("has the settings that its code asks for, with the same defaults", () => {
		const configuration = vscode.workspace.getConfiguration("batchline");
		for (const setting of Object.values(settingIds)) {
			assert.deepEqual(configuration.inspect(setting.id)?.defaultValue, setting.default, setting.id);
		}
	});

	it("has job files checked, as JSON with comments", async () => {
		const [folder] = vscode.workspace.workspaceFolders ?? [];
		assert.ok(folder);
		const uri = vscode.Uri.joinPath(folder.uri, "wrong.batch.json");
		const found = new Promise<readonly vscode.Diagnostic[]>((resolve) => {
			const subscription = vscode.languages.onDidChangeDiagnostics(() => {
				const diagnostics = vscode.languages.getDiagnostics(uri);
				if (diagnostics.length === 0) return;
				subscription.dispose();
				resolve(diagnostics);
			});
		});
		await vscode.workspace.fs.writeFile(uri, Buffer.from('{\n\t"items": { "values": [1] },\n\t"runn": {}\n}\n'));
		const { document } = await vscode.window.showTextDocument(uri);
		assert.equal(document.languageId, "jsonc");
		const messages = (await found).map(({ message }) => message);
		assert.ok(
			messages.some((message) => message.includes("runn")),
			messages.join(),
		);
	});
});
