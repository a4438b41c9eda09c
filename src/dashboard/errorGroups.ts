import { formatCount, formatCountOf } from "../base/format.ts";
import { openCount } from "../engine/model/counts.ts";
import type { ErrorGroup } from "../engine/model/ports.ts";
import { allowedActions } from "../wording/allowedActions.ts";
import { element, setText } from "./element.ts";
import { ErrorGroupRow, type GroupAction } from "./errorGroupRow.ts";
import type { GroupReference } from "./protocol.ts";
import type { Part, View } from "./view.ts";

/** The errors, grouped and counted, each with the actions for all of its items. */
export class ErrorGroups implements Part {
	readonly root: HTMLElement;
	readonly #heading = element("h2", { id: "errors", tabindex: "-1" }, "Errors");
	readonly #count = element("span", { class: "count" });
	readonly #none = element("p", { class: "none" }, "No item has failed.");
	readonly #more = element("p", { class: "more" });
	readonly #table: HTMLElement;
	readonly #body = element("tbody", { role: "rowgroup" });
	readonly #rows = new Map<string, ErrorGroupRow>();
	readonly #act: (action: GroupAction, group: GroupReference) => Promise<unknown>;

	constructor(act: (action: GroupAction, group: GroupReference) => Promise<unknown>) {
		this.#act = act;
		const names = ["Outcome", "Category", "Error", "Items", "Actions"];
		const columns = names.map((name) =>
			element("th", { scope: "col", role: "columnheader", class: name.toLowerCase() }, name),
		);
		// Explicit roles: the narrow layout's `display: grid` removes a table's implicit ones.
		const head = element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...columns));
		this.#table = element("table", { role: "table", "aria-labelledby": "errors" }, head, this.#body);
		const title = element("div", { class: "head" }, this.#heading, this.#count);
		this.root = element("section", { "aria-labelledby": "errors" }, title, this.#none, this.#table, this.#more);
	}

	show({ groups, run: { snapshot, live } }: View): void {
		const { top, more } = groups;
		const { retry, skip } = allowedActions(snapshot, live);
		const rows = top.map((group) => {
			const row = this.#rowOf(group);
			row.show(group, { retry, skip: skip && group.outcome !== "skipped" });
			return row;
		});
		this.#removeOthers(new Set(top.map(keyOf)));
		if (!this.#isInUse) this.#arrange(rows);
		this.#none.hidden = top.length > 0;
		setText(
			this.#none,
			openCount(snapshot.counts) + snapshot.counts.skipped === 0 ? "No item has failed." : "Reading the errors…",
		);
		this.#table.hidden = top.length === 0;
		setText(this.#count, top.length === 0 ? "" : formatCount(top.length + more));
		this.#more.hidden = more === 0;
		setText(this.#more, `And ${formatCountOf(more, "rarer error")}: see the view "Failed Items".`);
	}

	#rowOf(group: ErrorGroup): ErrorGroupRow {
		const known = this.#rows.get(keyOf(group));
		if (known) return known;
		const row = new ErrorGroupRow((action) => this.#act(action, { groupId: group.id, outcome: group.outcome }));
		this.#rows.set(keyOf(group), row);
		this.#body.append(row.root);
		return row;
	}

	#removeOthers(keys: ReadonlySet<string>): void {
		for (const [key, row] of this.#rows) {
			if (keys.has(key)) continue;
			if (row.root.contains(document.activeElement)) this.#heading.focus();
			row.root.remove();
			this.#rows.delete(key);
		}
	}

	/** Rows must not move while the pointer or the focus is in the table: a click would hit the wrong one. */
	get #isInUse(): boolean {
		return this.#body.matches(":hover") || this.#body.contains(document.activeElement);
	}

	#arrange(rows: readonly ErrorGroupRow[]): void {
		for (const [i, { root }] of rows.entries()) {
			const current = this.#body.children[i];
			if (current !== root) this.#body.insertBefore(root, current ?? null);
		}
	}
}

/** After some items of a group are skipped there are two groups with the same id, one for each outcome. */
function keyOf({ id, outcome }: ErrorGroup): string {
	return `${outcome} ${id}`;
}
