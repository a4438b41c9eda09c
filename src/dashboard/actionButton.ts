import { element } from "./element.ts";

/**
 * A button that uses `aria-disabled` instead of `disabled`: it keeps the focus when its own click disables it, so
 * that keyboard users are not thrown back to the top of the page.
 */
export class ActionButton {
	readonly root: HTMLButtonElement;
	#isAllowed = false;
	#isBusy = false;

	constructor(text: string, act: () => Promise<unknown>) {
		this.root = element("button", { type: "button", class: "button", "aria-disabled": "true" }, text);
		this.root.addEventListener("click", async () => {
			if (!this.#isAllowed || this.#isBusy) return;
			this.#isBusy = true;
			this.#update();
			await act();
			this.#isBusy = false;
			this.#update();
		});
	}

	set allowed(allowed: boolean) {
		this.#isAllowed = allowed;
		this.#update();
	}

	set primary(primary: boolean) {
		this.root.classList.toggle("primary", primary);
	}

	#update(): void {
		this.root.setAttribute("aria-disabled", String(!this.#isAllowed || this.#isBusy));
	}
}
