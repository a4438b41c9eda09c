import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync, StatementSync } from "node:sqlite";

/** What the system, or SQLite, reports at the call that fails. `short`: it writes a part, and returns how much. */
export type Fault = "ENOSPC" | "EIO" | "short" | "SQLITE_FULL" | "SQLITE_IOERR";

const systemCalls = [
	"openSync",
	"writeSync",
	"writeFileSync",
	"fsyncSync",
	"fdatasyncSync",
	"ftruncateSync",
	"fstatSync",
	"renameSync",
	"mkdirSync",
] as const;

const said: Readonly<Record<Exclude<Fault, "short">, string>> = {
	ENOSPC: "ENOSPC: no space left on device",
	EIO: "EIO: i/o error",
	SQLITE_FULL: "database or disk is full",
	SQLITE_IOERR: "disk I/O error",
};

// biome-ignore lint/suspicious/noExplicitAny: whatever the functions take is handed on
type Call = (...args: any[]) => unknown;
type Patchable = Record<string, Call>;

/**
 * Intercepts everything that this process does with files and with SQLite, counts the calls, and makes one of them fail
 * once. A failing write still writes half of its content.
 */
export class FaultInjection implements Disposable {
	/** The call that fails, from 1; 0: none. */
	readonly #at: number;
	readonly #fault: Fault;
	readonly #undo: (() => void)[] = [];
	#calls = 0;
	#isOn = false;
	/** The name of the call that failed. */
	hit: string | undefined;

	constructor(fault: Fault, at: number) {
		this.#fault = fault;
		this.#at = at;
		if (fault.startsWith("SQLITE")) {
			// Only writes can find the disk full.
			const reads = fault === "SQLITE_IOERR";
			this.#patch(DatabaseSync.prototype as unknown as Patchable, ["exec", ...(reads ? ["prepare"] : [])]);
			this.#patch(StatementSync.prototype as unknown as Patchable, ["run", ...(reads ? ["get", "all"] : [])]);
		} else {
			const calls = fault === "short" ? (["writeSync"] as const) : systemCalls;
			this.#patch(fs as unknown as Patchable, calls);
			syncBuiltinESMExports();
			this.#undo.push(syncBuiltinESMExports);
		}
	}

	/** Counts the calls that `work` makes, and makes one fail. */
	within<T>(work: () => T): T {
		this.#isOn = true;
		try {
			return work();
		} finally {
			this.#isOn = false;
		}
	}

	[Symbol.dispose](): void {
		for (const undo of this.#undo) undo();
	}

	#patch(owner: Patchable, names: readonly string[]): void {
		for (const name of names) {
			const real = owner[name] as Call;
			const injection = this;
			owner[name] = function (this: unknown, ...args: unknown[]) {
				if (!injection.#isDue()) return real.apply(this, args);
				injection.hit = name;
				return injection.#fail(name, args, real.bind(this));
			};
			this.#undo.unshift(() => {
				owner[name] = real;
			});
		}
	}

	#isDue(): boolean {
		return this.#isOn && this.hit === undefined && ++this.#calls === this.#at;
	}

	#fail(name: string, args: unknown[], real: Call): unknown {
		const [target, content, offset, length, position] = args;
		if (name === "writeSync") {
			const part = Math.ceil((length as number) / 2);
			const written = real(target, content, offset, part, position);
			if (this.#fault === "short") return written;
		}
		if (name === "writeFileSync") real(target, (content as string).slice(0, (content as string).length / 2));
		throw errorOf(this.#fault, name, typeof target === "string" ? ` '${target}'` : "");
	}
}

function errorOf(fault: Fault, name: string, path: string): Error {
	if (fault === "short") throw new Error(`A short ${name} is no error.`);
	const message = said[fault];
	if (!fault.startsWith("SQLITE"))
		return Object.assign(new Error(`${message}, ${name.replace("Sync", "")}${path}`), { code: fault });
	const errcode = fault === "SQLITE_FULL" ? 13 : 10;
	return Object.assign(new Error(message), { code: "ERR_SQLITE_ERROR", errcode, errstr: message });
}
