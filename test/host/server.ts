import { createInterface } from "node:readline";
import type { NpmVscode } from "./npmVscode.ts";
import { ProcessGroup } from "./processGroup.ts";

export interface ServerOptions {
	/** User settings, extensions' storage and logs: a fresh folder for each server. */
	readonly dataFolder: string;
	readonly extensionsFolder: string;
	/** Replaces VS Code's folder of built-in extensions. Default: all of them. */
	readonly builtInFolder?: string | undefined;
	/** False for Restricted Mode: VS Code then asks for workspace trust, as on the desktop. */
	readonly trusted: boolean;
	/** True makes the workbench use `workbenchUrl`'s extensions and tests, and show no notifications. */
	readonly testing?: boolean;
	/** Default: any free one. */
	readonly port?: number;
	/** False ends it minutes after its last window, in case its parent was killed. Default: false. */
	readonly keepWhenIdle?: boolean;
	/** What the address must have as `tkn`. Default: nothing. */
	readonly token?: string;
}

/** A running VS Code server, which serves the workbench and runs extension hosts. */
export class VscodeServer {
	readonly port: number;
	readonly #group: ProcessGroup;
	readonly #lines: readonly string[];

	private constructor(port: number, group: ProcessGroup, lines: readonly string[]) {
		this.port = port;
		this.#group = group;
		this.#lines = lines;
	}

	/**
	 * Starts one on a free loopback port; resolves when it listens.
	 *
	 * @throws Error with its output if it ends instead
	 */
	static async start(vscode: NpmVscode, options: ServerOptions): Promise<VscodeServer> {
		const group = new ProcessGroup(process.execPath, [vscode.serverMain, ...serverFlags(options)], {
			stdio: ["ignore", "pipe", "pipe"],
		});
		const lines: string[] = [];
		const { stdout, stderr } = group.process;
		if (!stdout || !stderr) throw new Error("Expected the server's output to be piped.");
		createInterface(stderr).on("line", (line) => lines.push(line));
		const port = await new Promise<number>((resolve, reject) => {
			createInterface(stdout).on("line", (line) => {
				lines.push(line);
				const listening = /^Extension host agent listening on (\d+)/.exec(line);
				if (listening) resolve(Number(listening[1]));
			});
			group.exited.then((code) =>
				reject(new Error(`VS Code's server ended (${code}) before it listened:\n${lines.join("\n")}`)),
			);
		});
		return new VscodeServer(port, group, lines);
	}

	/** Resolves when the server has ended, for whatever reason. */
	get exited(): Promise<number | string> {
		return this.#group.exited;
	}

	/** What it has printed so far, for messages about failures. */
	get output(): string {
		return this.#lines.join("\n");
	}

	/** Ends the server and all its extension hosts. */
	dispose(): Promise<void> {
		return this.#group.dispose();
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.dispose();
	}
}

function serverFlags(options: ServerOptions): string[] {
	return [
		"--host=127.0.0.1",
		`--port=${options.port ?? 0}`,
		options.token ? `--connection-token=${options.token}` : "--without-connection-token",
		"--accept-server-license-terms",
		"--telemetry-level=off",
		`--server-data-dir=${options.dataFolder}`,
		`--extensions-dir=${options.extensionsFolder}`,
		...(options.builtInFolder ? [`--builtin-extensions-dir=${options.builtInFolder}`] : []),
		"--disable-getting-started-override",
		...(options.testing ? ["--enable-smoke-test-driver"] : []),
		...(options.keepWhenIdle ? [] : ["--enable-remote-auto-shutdown"]),
		...(options.trusted ? ["--disable-workspace-trust"] : []),
	];
}
