import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that package.json lies in: the extension under development. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Kept between runs and ignored by git: whatever VS Code we installed. */
export const vscodeFolder = join(repository, ".vscode-test");

/** Made anew by test runs and ignored by git: bundled suites and screenshots. */
export const outFolder = join(repository, "out");
