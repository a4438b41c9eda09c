/** The looks a window can have, by the names of the themes that VS Code itself starts with. */
export const themes = {
	light: { name: "Light 2026", cssClass: "vs" },
	dark: { name: "Dark 2026", cssClass: "vs-dark" },
	"high contrast": { name: "Default High Contrast", cssClass: "hc-black" },
} as const;
export type Theme = keyof typeof themes;

/** What every window starts with: the looks that people have, without what comes and goes by itself. */
export const defaultSettings: Readonly<Record<string, unknown>> = {
	"workbench.colorTheme": themes.dark.name,
	"workbench.reduceMotion": "on", // a picture shows the end of a transition
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
	// As in desktop VS Code; the workbench in a browser saves by itself otherwise.
	"files.autoSave": "off",
};
