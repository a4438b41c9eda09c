/** The theme's colors as values: a canvas can't use CSS variables. */
export interface ChartColors {
	readonly items: string;
	readonly itemsFill: string;
	readonly failed: string;
	readonly p50: string;
	readonly p95: string;
	readonly p99: string;
	readonly grid: string;
	readonly text: string;
	readonly font: string;
}

export function readChartColors(): ChartColors {
	const style = getComputedStyle(document.body);
	const color = (name: string) => style.getPropertyValue(`--chart-${name}`).trim();
	return {
		items: color("items"),
		itemsFill: color("items-fill"),
		failed: color("failed"),
		p50: color("p50"),
		p95: color("p95"),
		p99: color("p99"),
		grid: color("grid"),
		text: color("text"),
		font: `11px ${style.fontFamily}`,
	};
}

/** VS Code changes a webview's theme in place: a class on the body, variables on the root element. */
export function onThemeChange(listener: () => void): void {
	const observer = new MutationObserver(listener);
	observer.observe(document.body, { attributes: true, attributeFilter: ["class"] });
	observer.observe(document.documentElement, { attributes: true, attributeFilter: ["style", "class"] });
}
