import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ownEnvironment } from "../../base/ownEnvironment.ts";
import { SettingsError } from "../../base/settingsError.ts";

/** Of what a program writes on its standard error, so many bytes are kept: the end says what went wrong. */
const keptBytes = 16 * 1024;
/** Lines of it that a message has. */
const shownLines = 3;

/** A program whose output is read once. */
export interface ListingProgram {
	/** A line for the shell, or a program and its arguments. */
	readonly run: string | readonly string[];
	/** Absolute. */
	readonly folder: string;
	readonly environment: Readonly<Record<string, string>>;
	/** As messages call it: `` `find . -type f` ``. */
	readonly name: string;
	/** Where the settings have `run`. */
	readonly path: readonly (string | number)[];
}

/**
 * Runs a program to its end.
 * @param write takes its output, piece by piece
 * @returns the end of what it wrote on its standard error
 * @throws SettingsError where it cannot be started, or exits with anything but 0; what `write` throws
 */
export async function programOutput(program: ListingProgram, write: (bytes: Buffer) => Promise<void>): Promise<string> {
	const { run, folder, environment, name, path } = program;
	const [file, args] = commandOf(run, folder);
	const child = spawn(file, args, {
		cwd: folder,
		env: { ...ownEnvironment(), ...environment },
		stdio: ["ignore", "pipe", "pipe"],
		windowsHide: true,
		windowsVerbatimArguments: typeof run === "string",
	});
	const end = new Promise<readonly [code: number | null, signal: NodeJS.Signals | null]>((resolve, reject) => {
		child.once("error", reject);
		child.once("close", (code, signal) => resolve([code, signal]));
	});
	// Where reading the output fails first, nobody asks.
	end.catch(() => undefined);
	let said = Buffer.alloc(0);
	child.stderr.on("data", (bytes: Buffer) => {
		said = Buffer.concat([said, bytes]).subarray(-keptBytes);
	});
	const kill = () => child.kill();
	process.once("exit", kill);
	try {
		for await (const bytes of child.stdout) await write(bytes as Buffer);
		const [code, signal] = await end;
		if (code === 0) return lastLines(said);
		const because = said.length > 0 ? `: ${lastLines(said)}` : ".";
		const how = code === null ? `was ended by ${signal}` : `exited with ${code}`;
		throw new SettingsError(`${name} ${how}${because}`, {
			path,
			suggestion: "Its items may be incomplete, so none is run. It has to exit with 0.",
		});
	} catch (error) {
		throw error instanceof SettingsError ? error : await startError(error, program);
	} finally {
		process.off("exit", kill);
		if (child.exitCode === null && child.signalCode === null) kill();
	}
}

function commandOf(run: ListingProgram["run"], folder: string): readonly [file: string, args: readonly string[]] {
	if (typeof run !== "string") {
		const [file = "", ...args] = run;
		return [/[/\\]/.test(file) ? resolve(folder, file) : file, args];
	}
	if (process.platform !== "win32") return ["/bin/sh", ["-c", run]];
	return [process.env.ComSpec ?? "cmd.exe", ["/d", "/s", "/c", `"${run}"`]];
}

async function startError(thrown: unknown, { run, folder, path }: ListingProgram): Promise<unknown> {
	const { code, syscall = "", message } = thrown as NodeJS.ErrnoException;
	if (!syscall.startsWith("spawn")) return thrown;
	const isFolder = await stat(folder).then(
		(found) => found.isDirectory(),
		() => false,
	);
	if (!isFolder) {
		return new SettingsError(`There is no folder ${folder}.`, { path: [...path.slice(0, -1), "cwd"], cause: thrown });
	}
	const place = typeof run === "string" ? path : [...path, 0];
	const file = typeof run === "string" ? "/bin/sh" : run[0];
	if (code === "ENOENT") {
		const suggestion = "Install it, or give its path, relative to the job file.";
		return new SettingsError(`The program "${file}" is not installed.`, { path: place, suggestion, cause: thrown });
	}
	if (code === "EACCES") {
		const suggestion = `Allow it with: chmod +x ${file}`;
		return new SettingsError(`${file} may not be executed.`, { path: place, suggestion, cause: thrown });
	}
	return new SettingsError(`${file} cannot be started: ${message}`, { path: place, cause: thrown });
}

/** In one line, without colors. */
function lastLines(said: Buffer): string {
	const lines = stripVTControlCharacters(said.toString())
		.split(/[\r\n]+/)
		.map((line) => line.trim())
		.filter((line) => line !== "");
	return lines.slice(-shownLines).join(" | ");
}
