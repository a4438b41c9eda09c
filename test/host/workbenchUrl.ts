export interface WorkbenchUrlOptions {
	readonly port: number;
	readonly workspace: string | undefined;
	/** Folders of extensions under development. Like `tests`, only used by a server that is `testing`. */
	readonly extensions?: readonly string[];
	/** A module with `run(): Promise<void>`, started in the extension host. */
	readonly tests?: string | undefined;
	/** A file to show first. */
	readonly openFile?: string | undefined;
	/** The server's `token`. */
	readonly token?: string | undefined;
}

/** The address of a server's window. All paths are absolute. */
export function workbenchUrl({
	port,
	workspace,
	extensions = [],
	tests,
	openFile,
	token,
}: WorkbenchUrlOptions): string {
	const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${path}`;
	const payload: [string, string][] = [["skipWelcome", "true"]];
	for (const extension of extensions) payload.push(["extensionDevelopmentPath", remote(extension)]);
	if (tests) payload.push(["extensionTestsPath", remote(tests)]);
	if (openFile) payload.push(["openFile", remote(openFile)]);
	const url = new URL(`http://127.0.0.1:${port}/`);
	if (workspace) url.searchParams.set("folder", workspace);
	if (token) url.searchParams.set("tkn", token);
	url.searchParams.set("payload", JSON.stringify(payload));
	return url.href;
}
