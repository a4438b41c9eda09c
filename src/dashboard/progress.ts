import { formatPercent } from "../base/format.ts";
import { settledCount } from "../engine/model/counts.ts";
import { outcomes } from "../engine/model/outcome.ts";
import { leftText, settledText, shareDone } from "../wording/progressText.ts";
import { element, setAttribute, setText } from "./element.ts";
import type { Part, View } from "./view.ts";

/** How far the run is: the percentage, the counts behind it, and a bar with a share for each outcome. */
export class Progress implements Part {
	readonly root: HTMLElement;
	readonly #percent = element("span", { class: "percent" });
	readonly #settled = element("span", { class: "settled" });
	readonly #left = element("span", { class: "left" });
	readonly #bar: HTMLElement;
	readonly #shares = outcomes.map((outcome) => element("div", { class: `share ${outcome}` }));

	constructor() {
		this.#bar = element("div", { class: "bar", role: "progressbar", "aria-label": "Progress" }, ...this.#shares);
		const text = element("div", { class: "far" }, this.#percent, this.#settled, this.#left);
		this.root = element("div", {}, text, this.#bar);
	}

	show({ run: { snapshot } }: View): void {
		const share = shareDone(snapshot);
		setText(this.#percent, share === undefined ? "" : formatPercent(share));
		setText(this.#settled, settledText(snapshot));
		setText(this.#left, leftText(snapshot));
		this.#bar.classList.toggle("unknown", share === undefined && snapshot.state === "running");
		if (share === undefined) this.#bar.removeAttribute("aria-valuenow");
		else setAttribute(this.#bar, "aria-valuenow", String(Math.floor(share * 100)));
		const total = Math.max(snapshot.total?.count ?? 0, settledCount(snapshot.counts));
		for (const [i, outcome] of outcomes.entries()) {
			const part = this.#shares[i];
			if (part === undefined) continue;
			const count = share === undefined ? 0 : snapshot.counts[outcome];
			part.hidden = count === 0;
			part.style.setProperty("width", `${total === 0 ? 0 : (count / total) * 100}%`);
		}
	}
}
