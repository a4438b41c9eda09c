import type { OutputText } from "./keptOutput.ts";
import type { ProgramEnd } from "./programRun.ts";

/** The result of an item whose program succeeded. Where its output is not kept as it was written, it says so. */
export function programResult({ exitCode, stdout, stderr }: ProgramEnd): Readonly<Record<string, unknown>> {
	return {
		exitCode,
		stdout: stdout.text,
		stderr: stderr.text,
		...changes("stdout", stdout),
		...changes("stderr", stderr),
	};
}

function changes(name: string, { cutBytes, isBinary }: OutputText): Record<string, number | true> {
	return { ...(cutBytes > 0 && { [`${name}Cut`]: cutBytes }), ...(isBinary && { [`${name}IsBinary`]: true }) };
}
