import { closeSync, openSync, readSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { fileIdentity } from "../../base/fileIdentity.ts";
import { chosenKind } from "../../base/oneKind.ts";
import type { OperationKind } from "../../operations/operationKind.ts";
import { operationKinds } from "../../operations/operationKinds.ts";
import { realFile } from "../../sinks/files/realFile.ts";
import { lastWriter } from "../../store/database/locks/outputClaims.ts";
import { expandVariables, type Variables } from "../../templates/variables.ts";
import type { Job } from "../file/job.ts";
import { jobOutputs } from "./jobOutputs.ts";

/** The files that a job is made of; each absolute, and undefined where the job has none. */
export interface OwnFiles {
	readonly job: string | undefined;
	readonly module: string | undefined;
	/** In the order of the job. */
	readonly outputs: readonly string[];
	/** Those that are no items of the job: what each is, by its identity. */
	readonly notItems: ReadonlyMap<string, string>;
}

/**
 * @param jobFile where the job was read from, if `job` is a copy of it
 * @throws SettingsError for a variable without a value
 */
export function ownFiles({ definition, file, baseFolder }: Job, variables: Variables, jobFile?: string): OwnFiles {
	const { kind, settings } = chosenKind<OperationKind>(operationKinds, definition.run);
	const absolute = (path: string | undefined) =>
		path === undefined ? undefined : resolve(baseFolder, expandVariables(path, variables));
	const module = absolute(kind.file?.(settings));
	const sinks = jobOutputs(definition);
	const outputs = sinks.map((sink) => absolute(sink.kind.file(sink.settings)) ?? "");
	const notItems = new Map<string, string>();
	const leaveOut = (path: string | undefined, what: string) => {
		const identity = path === undefined ? undefined : fileIdentity(path);
		if (identity !== undefined) notItems.set(identity, what);
	};
	// A file that holds something else than results is not taken for the output: it is an item, and kept.
	for (const [at, output] of outputs.entries()) {
		const { kind, settings } = sinks[at] ?? {};
		const part = kind?.part?.(settings).key;
		const isOwn =
			kind?.mayHaveWritten?.(headIfAny(output)) ||
			(file !== undefined && lastWriter(realFile(output), part)?.jobFile === file);
		if (isOwn) leaveOut(output, "the job's own output");
	}
	leaveOut(module, "the module that the job runs");
	leaveOut(jobFile, "the job file");
	leaveOut(file, "the job file");
	return { job: file, module, outputs, notItems };
}

const headBytes = 64;
const nothing = Buffer.alloc(0);

/** Nothing where there is no regular file that can be read. */
function headIfAny(path: string): Buffer {
	try {
		return statSync(path).isFile() ? headOf(path) : nothing;
	} catch {
		return nothing;
	}
}

/** The file's beginning, which may tell whose it is. */
export function headOf(path: string): Buffer {
	const head = Buffer.alloc(headBytes);
	const descriptor = openSync(path, "r");
	try {
		return head.subarray(0, readSync(descriptor, head, 0, headBytes, 0));
	} finally {
		closeSync(descriptor);
	}
}
