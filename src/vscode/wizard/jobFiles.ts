import * as vscode from "vscode";
import { UsageError } from "../../base/usageError.ts";
import type { Log } from "../../engine/model/ports.ts";
import type { Job } from "../../job/file/job.ts";
import { readJobFile } from "../../job/file/readJob.ts";

/** Every file is read before the wizard shows the saved jobs. */
const maxRead = 200;

/** The job files of the workspace, by path. */
export async function findJobFiles(): Promise<readonly vscode.Uri[]> {
	const uris = await vscode.workspace.findFiles("**/*.batch.json", "**/node_modules/**", maxRead);
	return [...uris].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The valid ones; what is wrong with the others goes to the log, as the user did not ask for them. */
export async function readJobFiles(log: Log): Promise<readonly Job[]> {
	const jobs = await Promise.all((await findJobFiles()).map((uri) => readOrLog(uri, log)));
	return jobs.filter((job) => job !== undefined);
}

async function readOrLog(uri: vscode.Uri, log: Log): Promise<Job | undefined> {
	try {
		return await readJobFile(uri.fsPath);
	} catch (error) {
		if (!(error instanceof UsageError)) throw error;
		log.warn(`Ignored an invalid job file: ${error.message}`);
		return undefined;
	}
}
