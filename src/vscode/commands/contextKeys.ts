import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { type Disposable, DisposableStore } from "../../base/disposable.ts";
import { Throttle } from "../../base/throttle.ts";
import type { Runs } from "../runs/runs.ts";
import { type ContextKey, contextKeyIds, contextValues } from "./contextValues.ts";

/** Shorter than it takes to open the palette or a menu, ms. */
const updateMs = 200;

/** Keeps VS Code's context keys in step with the runs, so that menus and palette never offer what can't be done. */
export class ContextKeys implements Disposable {
	readonly #runs: Runs;
	readonly #set = new Map<ContextKey, boolean>();
	readonly #store = new DisposableStore();

	constructor(runs: Runs) {
		this.#runs = runs;
		const throttle = this.#store.add(new Throttle(systemClock, updateMs, () => this.#update()));
		this.#store.add(runs.onDidChange(() => throttle.request()));
		this.#update();
	}

	dispose(): void {
		this.#store.dispose();
	}

	#update(): void {
		const values = contextValues(this.#runs.all());
		for (const key of Object.keys(values) as ContextKey[]) {
			if (this.#set.get(key) === values[key]) continue;
			this.#set.set(key, values[key]);
			void vscode.commands.executeCommand("setContext", contextKeyIds[key], values[key]);
		}
	}
}
