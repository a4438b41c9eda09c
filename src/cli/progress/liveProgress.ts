import { type Disposable, DisposableStore, toDisposable } from "../../base/disposable.ts";
import type { Run } from "../../engine/index.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { progressBar, progressLine } from "./progressText.ts";

/** Time between two lines where no line can be redrawn, ms. */
const lineEveryMs = 10_000;

/** How a run is getting on: as a bar on a terminal, as a line now and then elsewhere. */
export class LiveProgress implements Disposable {
	readonly #store = new DisposableStore();

	constructor(run: Pick<Run, "snapshot" | "onDidChange">, terminal: Terminal) {
		if (terminal.isLive) {
			// The run reports at most ten times a second.
			const show = () => terminal.show(() => progressBar(run.snapshot, terminal.columns));
			this.#store.add(toDisposable(() => terminal.keep()));
			this.#store.add(run.onDidChange(show));
		} else {
			const timer = setInterval(() => terminal.print(progressLine(run.snapshot)), lineEveryMs);
			this.#store.add(toDisposable(() => clearInterval(timer)));
		}
	}

	dispose(): void {
		this.#store.dispose();
	}
}
