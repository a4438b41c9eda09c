import { SettingsError } from "../../base/settingsError.ts";
import { allReadings, type SelectionReadingSetting } from "../../sources/selection.ts";
import { type FoundItems, firstText } from "./foundItems.ts";

/** @throws SettingsError where the text cannot be read so */
type Find = (reading: SelectionReadingSetting) => Promise<FoundItems>;

/** What a selection would give if it were read in other ways, each only once. */
export async function otherReadings(find: Find, now: FoundItems): Promise<readonly FoundItems[]> {
	const found = new Map([[identityOf(now), now]]);
	for (const reading of allReadings) {
		const other = await tryReading(find, reading);
		if (other && !found.has(identityOf(other))) found.set(identityOf(other), other);
	}
	return [...found.values()].slice(1);
}

function identityOf(found: FoundItems): string {
	return `${found.count} ${firstText(found)}`;
}

/** Undefined where it makes no sense of the text. */
async function tryReading(find: Find, reading: SelectionReadingSetting): Promise<FoundItems | undefined> {
	try {
		const found = await find(reading);
		const value = found.first?.value;
		// One column is what lines are, too.
		const isOneColumn = typeof reading === "object" && Object.keys(value ?? {}).length < 2;
		return value === undefined || isOneColumn ? undefined : found;
	} catch (error) {
		if (error instanceof SettingsError) return undefined;
		throw error;
	}
}
