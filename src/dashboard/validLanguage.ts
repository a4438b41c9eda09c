/**
 * While it loads, uPlot passes the browser's language to Intl, which throws on an invalid one: if LANG is C, Chromium
 * reports "en-US@posix". Import this before uPlot; it replaces an invalid language.
 */
try {
	new Intl.Locale(navigator.language);
} catch {
	Object.defineProperty(navigator, "language", { value: "en-US" });
}
