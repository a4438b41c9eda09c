/** Numbers as users read them: the same words in the terminal, the status bar, the dashboard and the report. */

// Fixed, because the words around the numbers are English too: a mix of "1.000" and "1,000" misleads.
const locale = "en-US";
const whole = numberFormat({ maximumFractionDigits: 0 });
const tenths = numberFormat({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const compact = numberFormat({ notation: "compact", maximumFractionDigits: 1 });

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** `1,234,567` */
export function formatCount(count: number): string {
	return whole(count);
}

/** `1.2M`, for small spaces: the axis of a chart, a badge. */
export function formatCompact(count: number): string {
	return compact(count);
}

/** `1 item`, `2,000 items`; the plural is the noun with an s unless given. */
export function formatCountOf(count: number, noun: string, plural = `${noun}s`): string {
	return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}

const byteUnits = ["B", "kB", "MB", "GB", "TB"];

/** `820 B`, `4.2 kB`, `340 MB`: steps of 1,000, as disks are measured. */
export function formatBytes(bytes: number): string {
	let size = bytes;
	let unit = 0;
	// Compare the rounded size: 999.6 kB is 1 MB, not 1,000 kB.
	for (; Math.round(size) >= 1_000 && unit < byteUnits.length - 1; unit++) size /= 1_000;
	return `${unit > 0 && size < 9.95 ? tenths(size) : whole(size)} ${byteUnits[unit]}`;
}

/** `12,345/s`, `4.2/s`; what is slower than one in ten seconds is given per minute: `3.0/min`. */
export function formatRate(itemsPerSecond: number): string {
	if (itemsPerSecond <= 0) return "0/s";
	if (itemsPerSecond < 0.1) return `${tenths(itemsPerSecond * 60)}/min`;
	return `${itemsPerSecond < 9.95 ? tenths(itemsPerSecond) : whole(itemsPerSecond)}/s`;
}

/**
 * A share from 0 to 1 as `42%`; `0.4%` and `99.6%` near the ends. Rounded down, so that 100% means that nothing is
 * missing.
 */
export function formatPercent(share: number): string {
	if (share >= 1) return "100%";
	const tenthsOfPercent = Math.max(0, Math.floor(share * 1000 + 1e-9));
	if (tenthsOfPercent === 0) return "0%";
	const nearAnEnd = tenthsOfPercent < 10 || tenthsOfPercent >= 990;
	return nearAnEnd ? `${tenths(tenthsOfPercent / 10)}%` : `${Math.floor(tenthsOfPercent / 10)}%`;
}

/** Elapsed time: `820 ms`, `4.2 s`, `42 s`, `2 min 5 s`, `3 h 12 min`, `2 d 4 h`. */
export function formatDuration(durationMs: number): string {
	const ms = Math.max(0, Math.round(durationMs));
	if (ms < secondMs) return `${ms} ms`;
	if (ms < 9_950) return `${tenths(ms / secondMs)} s`;
	return twoUnits(ms);
}

/** Like {@link formatDuration}, with more digits for very short times: `0.04 ms`, `1.4 ms`, `16 ms`, `4.2 s`. */
export function formatShort(durationMs: number): string {
	if (durationMs >= 9.95) return formatDuration(durationMs);
	return `${durationMs < 0.995 ? Number(durationMs.toPrecision(1)) : tenths(durationMs)} ms`;
}

/** `14:05`, in this machine's time zone. @param at ms since the epoch */
export function formatTimeOfDay(at: number): string {
	const time = new Date(at);
	return [time.getHours(), time.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Time left, no more precise than an estimate can be: `less than 1 s`, `40 s`, `2 min`, `1 h 20 min`, `2 d 4 h`. */
export function formatEta(etaMs: number): string {
	if (etaMs < secondMs) return "less than 1 s";
	if (etaMs >= 59.5 * secondMs && etaMs < hourMs) return twoUnits(Math.max(1, Math.round(etaMs / minuteMs)) * minuteMs);
	return twoUnits(etaMs);
}

/** `waiting for api.example.com, next try in 8 s`. @param nextTryMs 0: the try is under way */
export function formatWait(upstream: string, nextTryMs: number): string {
	if (nextTryMs <= 0) return `waiting for ${upstream}, trying now`;
	return `waiting for ${upstream}, next try ${formatNextTry(nextTryMs)}`;
}

/** `in 8 s`; `now` while it is under way. */
export function formatNextTry(nextTryMs: number): string {
	return nextTryMs <= 0 ? "now" : `in ${twoUnits(Math.ceil(nextTryMs / secondMs) * secondMs)}`;
}

/** The largest unit that fits and the next smaller one, rounded to the latter, which is left out if it is zero. */
function twoUnits(ms: number): string {
	const seconds = Math.round(ms / secondMs);
	if (seconds < 60) return `${seconds} s`;
	if (seconds < 3_600) return pair(seconds, 60, "min", "s");
	const minutes = Math.round(ms / minuteMs);
	if (minutes < 24 * 60) return pair(minutes, 60, "h", "min");
	return pair(Math.round(ms / hourMs), dayMs / hourMs, "d", "h");
}

function pair(count: number, perUnit: number, unit: string, smallerUnit: string): string {
	const rest = count % perUnit;
	const first = `${formatCount(Math.floor(count / perUnit))} ${unit}`;
	return rest === 0 ? first : `${first} ${rest} ${smallerUnit}`;
}

/** Created on first use: the first `Intl.NumberFormat` takes 20 ms, which would delay the start of VS Code. */
function numberFormat(options: Intl.NumberFormatOptions): (value: number) => string {
	let format: Intl.NumberFormat | undefined;
	return (value) => {
		format ??= new Intl.NumberFormat(locale, options);
		return format.format(value);
	};
}
