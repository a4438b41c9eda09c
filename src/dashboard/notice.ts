import { element, setText } from "./element.ts";

/** What the host could not do, in its words, until something goes well again. */
export class Notice {
	readonly root = element("p", { class: "notice", role: "alert", hidden: "" });

	set text(text: string | undefined) {
		this.root.hidden = text === undefined;
		setText(this.root, text ?? "");
	}
}
