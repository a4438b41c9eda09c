import { projectFolder } from "../../store/files/projectFolder.ts";
import type { VariableSources } from "../../templates/variables.ts";
import { shellWord } from "../terminal/shellWord.ts";

/** Where a job's `${…}` get their values on the command line. @param baseFolder of the job */
export function variableSourcesFor(baseFolder: string, env: NodeJS.ProcessEnv): VariableSources {
	return {
		workspaceFolder: projectFolder(baseFolder),
		env: (name) => env[name],
		config: () => undefined,
		configAdvice: () => "Only VS Code has settings; on the command line, use ${env:NAME}.",
		secret: (name) => env[`${prefix}${name}`] ?? env[secretVariable(name)],
		secretAdvice: (name) => `Give it in the environment: ${secretVariable(name)}=…`,
		inputAdvice: (name, example = "VALUE") => `Say which: --set ${shellWord(`${name}=${example}`)}.`,
	};
}

const prefix = "BATCHLINE_SECRET_";

/** `${secret:my-blog}` is `BATCHLINE_SECRET_MY_BLOG`, as shells allow no other characters in names. */
function secretVariable(name: string): string {
	return `${prefix}${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
