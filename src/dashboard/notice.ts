import { element, setText } from "./element.ts";

/** The host's message about what it could not do; stays until an action succeeds. */
export class Notice {
	readonly root = element("p", { class: "notice", role: "alert", hidden: "" });

	set text(text: string | undefined) {
		this.root.hidden = text === undefined;
		setText(this.root, text ?? "");
	}
}
