/** The themes of a window, by the names that VS Code gives its defaults. */
export const themes = {
	light: { name: "Light 2026", cssClass: "vs" },
	dark: { name: "Dark 2026", cssClass: "vs-dark" },
	"high contrast": { name: "Default High Contrast", cssClass: "hc-black" },
} as const;
export type Theme = keyof typeof themes;

/** What every window starts with: the default look, without anything that appears by itself. */
export const defaultSettings: Readonly<Record<string, unknown>> = {
	"workbench.colorTheme": themes.dark.name,
	"workbench.reduceMotion": "on", // so that pictures show no unfinished transitions
	"workbench.startupEditor": "none",
	"workbench.tips.enabled": false,
	"workbench.enableExperiments": false,
	"workbench.secondarySideBar.defaultVisibility": "hidden",
	"chat.disableAIFeatures": true,
	"security.workspace.trust.startupPrompt": "never",
	"extensions.ignoreRecommendations": true,
	"extensions.autoCheckUpdates": false,
	"git.openRepositoryInParentFolders": "never",
	"telemetry.telemetryLevel": "off",
	// As on the desktop; in a browser, the workbench saves by itself otherwise.
	"files.autoSave": "off",
};
