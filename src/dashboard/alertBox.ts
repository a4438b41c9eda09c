import { alertText } from "../wording/alertText.ts";
import { element, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** The current alerts, a line each; empty if there are none. Screen readers announce changes. */
export class AlertBox implements Part {
	// Always in the page: a screen reader only announces changes inside a region that it already knows.
	readonly root = element("div", { class: "alerts", role: "status" });

	show({ run: { snapshot } }: View): void {
		const texts = snapshot.alerts.map(alertText);
		while (this.root.children.length > texts.length) this.root.lastElementChild?.remove();
		for (const [at, text] of texts.entries()) {
			const line = this.root.children[at] ?? element("p");
			if (!line.parentElement) this.root.append(line);
			setText(line, text);
		}
	}
}
