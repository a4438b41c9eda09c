import * as vscode from "vscode";
import type { LaunchFacts } from "./runs.ts";
import { defaultPoliciesOf } from "./settings.ts";
import { variableSourcesFor } from "./variableSources.ts";

/** What a run takes from this window, as it is now. @param baseFolder of the job */
export function launchFactsFor(baseFolder: string, secrets: vscode.SecretStorage): LaunchFacts {
	return {
		variableSources: variableSourcesFor(baseFolder, secrets),
		defaults: defaultPoliciesOf(vscode.Uri.file(baseFolder)),
	};
}
