import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder with package.json: the extension under development. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The installed VS Code; kept between runs and ignored by git. */
export const vscodeFolder = join(repository, ".vscode-test");

/** Bundled suites and screenshots; written by each test run and ignored by git. */
export const outFolder = join(repository, "out");
