/**
 * uPlot asks Intl for the browser's language while it loads, and dies of one that is none: where LANG is C, Chromium
 * says "en-US@posix". Imported before it, this gives it a language to live with.
 */
try {
	new Intl.Locale(navigator.language);
} catch {
	Object.defineProperty(navigator, "language", { value: "en-US" });
}
