import { element, setAttribute } from "../element.ts";

/** Browsers draw nothing beyond some 33 million pixels; a taller table is scrolled in larger steps. */
const maxHeight = 30_000_000;
/** Height of a row, in heights of its text. */
const rowLines = 2;

export interface Column {
	readonly name: string;
	/** Of the cells, for the style sheet. */
	readonly className: string;
}

export interface GridOptions {
	readonly label: string;
	readonly columns: readonly Column[];
	/** Fills a row's cells, one for each column. */
	fill(at: number, cells: readonly HTMLElement[]): void;
	/** The user has chosen the row. */
	open(at: number): void;
}

interface Row {
	readonly root: HTMLElement;
	readonly cells: readonly HTMLElement[];
	at: number;
}

/**
 * A table of any number of rows, of which the page holds only those in view. Screen readers get its real size; the
 * keyboard moves one active row.
 */
export class VirtualGrid {
	readonly root: HTMLElement;
	readonly #options: GridOptions;
	readonly #viewport = element("div", { class: "viewport", role: "presentation", tabindex: "-1" });
	readonly #spacer = element("div", { class: "spacer", role: "presentation" });
	/** Stays where it is while the spacer scrolls: rows are placed relative to the view, as pixels far down are inexact. */
	readonly #layer = element("div", { class: "layer", role: "rowgroup" });
	#rows: Row[] = [];
	#count = 0;
	#active = 0;
	#rowHeight = 26;
	/** Of the view, pixels. Measured only when it changes: measuring while drawing makes the browser lay out twice. */
	#height = 0;
	/** Of the table's upper end above the view, pixels of an unscaled table. */
	#top = 0;
	/** What {@link #top} was taken from. */
	#scrolledTo = 0;
	#isDue = false;

	constructor(options: GridOptions) {
		this.#options = options;
		const names = options.columns.map(({ name, className }, at) =>
			element("div", { role: "columnheader", class: className, "aria-colindex": String(at + 1) }, name),
		);
		const head = element("div", { class: "row names", role: "row", "aria-rowindex": "1" }, ...names);
		this.#viewport.append(this.#layer, this.#spacer);
		this.root = element(
			"div",
			{
				class: "grid",
				role: "grid",
				tabindex: "0",
				"aria-label": options.label,
				"aria-colcount": String(options.columns.length),
			},
			element("div", { role: "rowgroup", class: "heads" }, head),
			this.#viewport,
		);
		this.#viewport.addEventListener("scroll", () => this.draw());
		this.#viewport.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
		this.root.addEventListener("keydown", (event) => this.#press(event));
		this.root.addEventListener("focus", () => this.draw());
		new ResizeObserver(() => this.#measure()).observe(this.#viewport);
	}

	set count(count: number) {
		this.#count = count;
		this.#active = Math.max(0, Math.min(this.#active, count - 1));
		setAttribute(this.root, "aria-rowcount", String(count + 1));
		this.#measure();
	}

	/** From the first row on. */
	reset(): void {
		this.#active = 0;
		this.#moveTo(0);
	}

	/** Draws what is in view, once a frame. */
	draw(): void {
		if (this.#isDue) return;
		this.#isDue = true;
		requestAnimationFrame(() => {
			this.#isDue = false;
			this.#draw();
		});
	}

	#measure(): void {
		const fontSize = Number.parseFloat(getComputedStyle(this.root).fontSize);
		this.#rowHeight = Math.round(fontSize * rowLines) || this.#rowHeight;
		const height = Math.min(maxHeight, this.#count * this.#rowHeight);
		this.#spacer.style.height = `${height}px`;
		this.#viewport.style.height = `${height}px`;
		this.#height = this.#viewport.clientHeight;
		this.draw();
	}

	/** How many pixels of the table one of the scroll bar stands for. */
	get #scale(): number {
		const table = this.#count * this.#rowHeight;
		return table <= maxHeight ? 1 : (table - this.#height) / (maxHeight - this.#height);
	}

	#draw(): void {
		const { scrollTop } = this.#viewport;
		if (Math.abs(scrollTop - this.#scrolledTo) >= 1) {
			this.#scrolledTo = scrollTop;
			this.#top = scrollTop * this.#scale;
		}
		const first = Math.max(0, Math.floor(this.#top / this.#rowHeight));
		const shown = Math.max(0, Math.min(Math.ceil(this.#height / this.#rowHeight) + 1, this.#count - first));
		this.#hold(shown);
		// Each row keeps its element for as long as it is in view.
		for (let at = first; at < first + shown; at++) {
			const row = this.#rows[at % shown];
			if (row) this.#place(row, at);
		}
		const active = this.#rows.find(({ at }) => at === this.#active);
		if (active) setAttribute(this.root, "aria-activedescendant", active.root.id);
		else this.root.removeAttribute("aria-activedescendant");
	}

	#hold(count: number): void {
		for (const { root } of this.#rows.splice(count)) root.remove();
		while (this.#rows.length < count) {
			const cells = this.#options.columns.map(({ className }, at) =>
				element("div", { role: "gridcell", class: className, "aria-colindex": String(at + 1) }),
			);
			const root = element("div", { class: "row", role: "row", id: `result-${this.#rows.length}` }, ...cells);
			const row: Row = { root, cells, at: -1 };
			root.addEventListener("click", () => {
				this.#activate(row.at);
				this.#options.open(row.at);
			});
			this.#rows.push(row);
			this.#layer.append(root);
		}
	}

	#place(row: Row, at: number): void {
		row.at = at;
		row.root.style.height = `${this.#rowHeight}px`;
		row.root.style.transform = `translateY(${at * this.#rowHeight - this.#top}px)`;
		setAttribute(row.root, "aria-rowindex", String(at + 2));
		setAttribute(row.root, "aria-selected", String(at === this.#active));
		this.#options.fill(at, row.cells);
	}

	#moveTo(top: number): void {
		const lowest = Math.max(0, this.#count * this.#rowHeight - this.#height);
		this.#top = Math.max(0, Math.min(top, lowest));
		this.#viewport.scrollTop = this.#top / this.#scale;
		this.#scrolledTo = this.#viewport.scrollTop;
		this.draw();
	}

	/** Where the scroll bar is scaled, the wheel would skip rows. */
	#wheel(event: WheelEvent): void {
		if (this.#scale === 1 || event.ctrlKey) return;
		event.preventDefault();
		const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? this.#rowHeight : 1;
		this.#moveTo(this.#top + event.deltaY * unit);
	}

	#press(event: KeyboardEvent): void {
		if (event.ctrlKey && event.key !== "Home" && event.key !== "End") return;
		if (event.altKey || event.metaKey || event.shiftKey) return;
		if (event.key === "Enter" || event.key === " ") {
			event.preventDefault();
			if (this.#count > 0) this.#options.open(this.#active);
			return;
		}
		const page = Math.max(1, Math.floor(this.#height / this.#rowHeight) - 1);
		const moves: Readonly<Record<string, number>> = {
			ArrowDown: this.#active + 1,
			ArrowUp: this.#active - 1,
			PageDown: this.#active + page,
			PageUp: this.#active - page,
			Home: 0,
			End: this.#count - 1,
		};
		const at = moves[event.key];
		if (at === undefined) return;
		event.preventDefault();
		this.#activate(at);
	}

	#activate(at: number): void {
		this.#active = Math.max(0, Math.min(at, this.#count - 1));
		const top = this.#active * this.#rowHeight;
		if (top < this.#top) this.#moveTo(top);
		else if (top + this.#rowHeight > this.#top + this.#height) this.#moveTo(top + this.#rowHeight - this.#height);
		else this.draw();
	}
}
