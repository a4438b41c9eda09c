import { formatCountOf } from "../../base/format.ts";
import { element, setText } from "../element.ts";
import type { ResultDetail } from "../protocol.ts";

/** All that is known of one item, below the table. */
export class ResultDetailView {
	readonly root: HTMLElement;
	readonly #heading = element("h3", { id: "result-detail", tabindex: "-1" });
	readonly #parts = element("div");

	/** @param onClose the user is done with it */
	constructor(onClose: () => void) {
		const close = element("button", { type: "button", class: "button" }, "Close");
		close.addEventListener("click", onClose);
		const head = element("div", { class: "head" }, this.#heading, close);
		this.root = element(
			"section",
			{ class: "detail", "aria-labelledby": "result-detail", hidden: "" },
			head,
			this.#parts,
		);
		this.root.addEventListener("keydown", (event) => {
			if (event.key === "Escape") onClose();
		});
	}

	show(title: string, { parts }: ResultDetail): void {
		setText(this.#heading, title);
		this.#parts.replaceChildren(
			...parts.flatMap(({ title: name, text, cut }) => {
				// Long texts scroll, also by keyboard.
				const shown = element("pre", { tabindex: "0", role: "region", "aria-label": name });
				setText(shown, text);
				const rest = element("p", { class: "more" }, `${formatCountOf(cut, "more character")} not shown.`);
				return [element("h4", {}, name), shown, ...(cut > 0 ? [rest] : [])];
			}),
		);
		this.root.hidden = false;
		this.#heading.focus();
	}

	close(): void {
		this.root.hidden = true;
	}
}
