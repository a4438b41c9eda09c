import * as vscode from "vscode";
import { systemClock } from "../../base/clock.ts";
import { SharedLimits } from "../../job/plan/sharedLimits.ts";
import { defaultPoliciesOf, namedLimits } from "../contributions/settings.ts";
import { proxiesFor } from "./proxies.ts";
import type { LaunchInfo } from "./runs.ts";
import { variableSourcesFor } from "./variableSources.ts";

/** One instance for all runs of the window, which share these limits. */
const limits = new SharedLimits(systemClock, namedLimits);

/** What a run takes from the window's settings and secrets, as they are now. @param baseFolder of the job */
export function launchInfoFor(baseFolder: string, secrets: vscode.SecretStorage): LaunchInfo {
	return {
		variableSources: variableSourcesFor(baseFolder, secrets),
		defaults: defaultPoliciesOf(vscode.Uri.file(baseFolder)),
		limits,
		proxies: proxiesFor(baseFolder),
	};
}
