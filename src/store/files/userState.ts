import { accessSync, constants, mkdirSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { privateModes } from "./durableFile.ts";

/** A folder for what all runs of the user share, whatever project they are of; made where it is missing. */
export function userStateFolder(): string {
	const usual = join(stateHome(), "batchline");
	try {
		mkdirSync(usual, { recursive: true, mode: privateModes.folder });
		accessSync(usual, constants.W_OK);
		return usual;
	} catch {
		// As in a container without a home.
		return temporaryFolder();
	}
}

function stateHome(): string {
	const { XDG_STATE_HOME: named, LOCALAPPDATA: windows } = process.env;
	if (named && isAbsolute(named)) return named;
	if (process.platform === "win32") return windows ?? join(homedir(), "AppData", "Local");
	if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
	return join(homedir(), ".local", "state");
}

/** @throws Error where somebody else has made it */
function temporaryFolder(): string {
	const user = process.getuid?.();
	const folder = join(tmpdir(), `batchline-${user ?? "user"}`);
	mkdirSync(folder, { recursive: true, mode: privateModes.folder });
	if (user !== undefined && statSync(folder).uid !== user) throw new Error(`${folder} is another user's.`);
	return folder;
}
