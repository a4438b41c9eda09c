import { SettingsError } from "../../base/settingsError.ts";
import { UsageError } from "../../base/usageError.ts";

/** The error for the user, in one line. */
export function errorText(error: unknown): string {
	if (error instanceof UsageError) {
		const [first, ...others] = error.problems;
		const text = [first?.message, first?.suggestion].filter((part) => part !== undefined).join(" ");
		return others.length === 0 ? text : `${text} (And ${others.length} more: see the log.)`;
	}
	if (error instanceof SettingsError) return error.text;
	return error instanceof Error ? error.message : String(error);
}
