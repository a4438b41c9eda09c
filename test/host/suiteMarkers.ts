/** What the extension host logs before the first test's line and after the last one's, among much that is not ours. */
export const suitesBegin = "Extension host of VS Code";
export const suitesEnd = "The extension host's suites have ended.";
