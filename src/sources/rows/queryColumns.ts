import { SettingsError } from "../../base/settingsError.ts";

/** @throws SettingsError where a query gives no columns, or two with one name, of which an item could have only one */
export function checkColumns(names: readonly string[]): void {
	if (names.length === 0) {
		throw new SettingsError("The query gives no rows: it is no SELECT.", { path: ["query"] });
	}
	const again = names.find((name, at) => names.indexOf(name) !== at);
	if (again === undefined) return;
	throw new SettingsError(`The query gives two columns with the name "${again}".`, {
		path: ["query"],
		suggestion: `Name them apart: SELECT a.${again} AS first_${again}, …`,
	});
}
