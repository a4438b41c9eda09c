import { SettingsError } from "../../base/settingsError.ts";
import type { OpenedSource } from "../sourceKind.ts";

/**
 * That the source gives no items; undefined if it may give some.
 * @param what it was asked for: `rows of posts.csv`
 */
export function noItemsError(source: OpenedSource, what: string): SettingsError | undefined {
	const total = source.total();
	if (!total?.exact || total.count > 0) return undefined;
	return source.whyEmpty ?? new SettingsError(`There are no ${what}.`, { path: [] });
}
