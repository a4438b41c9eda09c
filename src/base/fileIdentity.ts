import { realpathSync, statSync } from "node:fs";

/**
 * What tells a file or folder from every other one, by whatever name it is reached: a link, a hard link, another case.
 * Undefined where there is none, or none that can be reached.
 */
export function fileIdentity(path: string): string | undefined {
	try {
		// As big integers, since ids on Windows are larger than a number can hold.
		const { dev, ino } = statSync(path, { bigint: true });
		// Some network drives number none of their files.
		return ino === 0n ? realpathSync(path) : `${dev} ${ino}`;
	} catch {
		return undefined;
	}
}
