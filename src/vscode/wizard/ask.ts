import * as vscode from "vscode";

/** What the user did: gave a value, went back, or closed the box. */
export type Answer<T> =
	| { readonly kind: "given"; readonly value: T }
	| { readonly kind: "back" }
	| { readonly kind: "closed" };

export interface Question {
	readonly title: string;
	readonly placeholder: string;
	readonly canGoBack: boolean;
}

export interface TextQuestion extends Question {
	readonly prompt: string;
	readonly value?: string;
	/** Tells the user what is wrong with the text; undefined if it is valid. */
	check(text: string): string | undefined;
}

export interface PickQuestion<T extends vscode.QuickPickItem> extends Question {
	/** While a promise is pending, the box is shown as busy. If it rejects, `askPick` rejects too. */
	readonly items: readonly T[] | Promise<readonly T[]>;
	readonly buttons?: readonly vscode.QuickInputButton[];
	/** Lets a button answer the question. */
	onButton?(button: vscode.QuickInputButton): T | undefined;
}

export async function askText(question: TextQuestion): Promise<Answer<string>> {
	const box = vscode.window.createInputBox();
	box.prompt = question.prompt;
	box.value = question.value ?? "";
	// The cursor goes behind the value: if all of it were selected, the next key would replace it.
	box.valueSelection = [box.value.length, box.value.length];
	return ask(box, question, ({ given, disposables }) => {
		disposables.push(
			// An empty box is only reported at Enter: while you type, the message would be in the way.
			box.onDidChangeValue((text) => {
				box.validationMessage = text === "" ? undefined : question.check(text);
			}),
			box.onDidAccept(() => {
				box.validationMessage = question.check(box.value);
				if (box.validationMessage === undefined) given(box.value);
			}),
		);
		return Promise.resolve();
	});
}

export async function askPick<T extends vscode.QuickPickItem>(question: PickQuestion<T>): Promise<Answer<T>> {
	const pick = vscode.window.createQuickPick<T>();
	pick.matchOnDescription = true;
	pick.matchOnDetail = true;
	pick.buttons = question.buttons ?? [];
	return ask(pick, question, async ({ given, disposables }) => {
		disposables.push(
			pick.onDidAccept(() => {
				const [chosen] = pick.selectedItems;
				if (chosen) given(chosen);
			}),
			pick.onDidTriggerButton((button) => {
				const answer = question.onButton?.(button);
				if (answer) given(answer);
			}),
		);
		pick.busy = true;
		pick.items = await question.items;
		pick.busy = false;
	});
}

interface Asking<T> {
	given(value: T): void;
	readonly disposables: vscode.Disposable[];
}

/** Shows the box until it is answered or closed; disposes it in any case. */
async function ask<T>(
	box: vscode.QuickInput & Pick<vscode.InputBox, "placeholder" | "buttons" | "onDidTriggerButton">,
	{ title, placeholder, canGoBack }: Question,
	begin: (asking: Asking<T>) => Promise<void>,
): Promise<Answer<T>> {
	const disposables: vscode.Disposable[] = [box];
	box.title = title;
	box.placeholder = placeholder;
	box.ignoreFocusOut = true;
	if (canGoBack) box.buttons = [vscode.QuickInputButtons.Back, ...box.buttons];
	try {
		return await new Promise<Answer<T>>((resolve, reject) => {
			disposables.push(
				box.onDidHide(() => resolve({ kind: "closed" })),
				box.onDidTriggerButton((button) => {
					if (button === vscode.QuickInputButtons.Back) resolve({ kind: "back" });
				}),
			);
			box.show();
			begin({ given: (value) => resolve({ kind: "given", value }), disposables }).catch(reject);
		});
	} finally {
		for (const disposable of disposables) disposable.dispose();
	}
}
