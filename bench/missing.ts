import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { operationKinds } from "../src/operations/operationKinds.ts";

/** @returns why a variant that needs the program cannot be measured */
export function noProgram(name: string): string | undefined {
	const isThere = (process.env.PATH ?? "").split(delimiter).some((folder) => isExecutable(join(folder, name)));
	return isThere ? undefined : `${name} is not installed`;
}

/** @returns why a variant that needs the operation cannot be measured */
export function noOperation(name: string): string | undefined {
	const kinds: readonly { readonly name: string }[] = operationKinds;
	return kinds.some((kind) => kind.name === name) ? undefined : `the operation "${name}" is not built yet`;
}

function isExecutable(file: string): boolean {
	try {
		accessSync(file, constants.X_OK);
		return true;
	} catch {
		// It does not exist, or is not executable for us: either way we cannot run it.
		return false;
	}
}
