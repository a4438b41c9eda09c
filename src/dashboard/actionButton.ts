import { element } from "./element.ts";

/**
 * A button that says `aria-disabled` and not `disabled`: it keeps the focus when its own click makes it useless, so
 * that nobody on a keyboard is thrown back to the top of the page.
 */
export class ActionButton {
	readonly root: HTMLButtonElement;
	#allowed = false;
	#busy = false;

	constructor(text: string, act: () => Promise<unknown>) {
		this.root = element("button", { type: "button", class: "button", "aria-disabled": "true" }, text);
		this.root.addEventListener("click", async () => {
			if (!this.#allowed || this.#busy) return;
			this.#busy = true;
			this.#update();
			await act();
			this.#busy = false;
			this.#update();
		});
	}

	set allowed(allowed: boolean) {
		this.#allowed = allowed;
		this.#update();
	}

	set primary(primary: boolean) {
		this.root.classList.toggle("primary", primary);
	}

	#update(): void {
		this.root.setAttribute("aria-disabled", String(!this.#allowed || this.#busy));
	}
}
