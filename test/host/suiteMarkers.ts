/** Logged before the first test's line and after the last one's, to tell them from what the workbench logs. */
export const suitesBegin = "Extension host of VS Code";
export const suitesEnd = "The extension host's suites have ended.";
