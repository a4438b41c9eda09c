import { maskedCut } from "../../../templates/redactor.ts";
import { leftOutText, type OutputText } from "./keptOutput.ts";
import type { ProgramEnd } from "./programRun.ts";

/**
 * The result of an item whose program succeeded. Where its output is not kept as it was written, it says so.
 * @param secrets what is left of one where the output was cut is masked; whole ones are masked with the result
 */
export function programResult(
	{ exitCode, stdout, stderr }: ProgramEnd,
	secrets: readonly string[],
): Readonly<Record<string, unknown>> {
	return {
		exitCode,
		stdout: textOf(stdout, secrets),
		stderr: textOf(stderr, secrets),
		...changes("stdout", stdout),
		...changes("stderr", stderr),
	};
}

function textOf({ text, cutBytes }: OutputText, secrets: readonly string[]): string {
	if (cutBytes === 0 || secrets.length === 0) return text;
	const mark = leftOutText(cutBytes);
	const at = text.indexOf(mark);
	return maskedCut(text.slice(0, at), text.slice(at + mark.length), secrets).join(mark);
}

function changes(name: string, { cutBytes, isBinary }: OutputText): Record<string, number | true> {
	return { ...(cutBytes > 0 && { [`${name}Cut`]: cutBytes }), ...(isBinary && { [`${name}IsBinary`]: true }) };
}
