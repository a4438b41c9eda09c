import { alertText } from "../wording/alertText.ts";
import { element, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** The alerts that stand, a line for each; nothing where there are none. Read out when they change. */
export class AlertBox implements Part {
	// Always there, as only what changes in a region that was there before is read out.
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
