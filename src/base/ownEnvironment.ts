/** What the program is told about an item that Batchline itself is run for. */
export const itemVariables = ["ITEM", "INDEX", "KEY", "IDEMPOTENCY_KEY", "ATTEMPT", "PATH", "LINE"].map(
	(name) => `BATCH_${name}`,
);

/** The environment of the command line has secrets under such names. Windows does not tell their case. */
const secretName = /^BATCHLINE_SECRET_/i;

/**
 * The environment that every program gets: ours, without the item that we are ourselves run for, if any, and without
 * secrets. The job gives a program those that it needs.
 */
export function ownEnvironment(): Readonly<Record<string, string>> {
	const known = Object.entries(process.env).filter(([name]) => !itemVariables.includes(name) && !secretName.test(name));
	return Object.fromEntries(known) as Record<string, string>;
}
