import * as vscode from "vscode";
import { UsageError } from "../../base/usageError.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";

const maxRead = 200;

/** The job files of the workspace, by path. */
export async function findJobFiles(): Promise<readonly vscode.Uri[]> {
	const uris = await vscode.workspace.findFiles("**/*.batch.json", "**/node_modules/**", maxRead);
	return [...uris].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Those that are in order; what is wrong with the others is for the log, as nobody asked for them. */
export async function readJobFiles(log: Log): Promise<readonly Job[]> {
	const jobs = await Promise.all((await findJobFiles()).map((uri) => readOrLog(uri, log)));
	return jobs.filter((job) => job !== undefined);
}

async function readOrLog(uri: vscode.Uri, log: Log): Promise<Job | undefined> {
	try {
		return await readJobFile(uri.fsPath);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		log.warn(`A job file can't be used: ${error.message}`);
		return undefined;
	}
}
