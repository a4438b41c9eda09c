/** `2026-11-23 14:05`, as the clock on the wall shows it. */
export function localTime(ms: number): string {
	const date = new Date(ms);
	const shifted = new Date(ms - date.getTimezoneOffset() * 60_000);
	return shifted.toISOString().slice(0, 16).replace("T", " ");
}
