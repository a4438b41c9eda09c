import { systemClock } from "../../base/clock.ts";
import type { LaunchOptions } from "../../job/launch/launchOptions.ts";
import type { GlobalOptions, Host } from "../places/host.ts";
import type { RunsHome } from "../places/runsHome.ts";
import { variableSourcesFor } from "../places/variableSources.ts";
import { terminalLog } from "../terminal/terminalLog.ts";

/** Options of the commands that run something. */
export interface RunningOptions extends GlobalOptions {
	readonly concurrency?: number | "auto";
	readonly json?: boolean;
	readonly quiet?: boolean;
	readonly overwrite?: boolean;
}

/** @param baseFolder of the job */
export function launchOptionsFor(
	baseFolder: string,
	{ runsFolder }: RunsHome,
	options: RunningOptions,
	{ env, terminal, standardInput }: Host,
): LaunchOptions {
	return {
		runsFolder,
		clock: systemClock,
		variableSources: variableSourcesFor(baseFolder, env),
		concurrency: options.concurrency,
		standardInput,
		overwrite: options.overwrite,
		log: terminalLog(terminal, options),
	};
}
