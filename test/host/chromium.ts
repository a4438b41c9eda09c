import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { type Browser, chromium } from "playwright-core";

interface Chromium {
	readonly executable: string;
	readonly env: NodeJS.ProcessEnv;
}

/** @param folder that `unpackChromium` has filled */
export function chromiumFrom(folder: string): Chromium {
	const unpacked = join(folder, "chromium");
	return {
		executable: join(unpacked, "chromium"),
		env: {
			...process.env,
			// The machine's libraries come first; those in the package are for bare containers.
			LD_LIBRARY_PATH: [...libraryFolders(), join(unpacked, "al2023/lib")].join(delimiter),
			FONTCONFIG_FILE: join(unpacked, "fonts.conf"),
		},
	};
}

function libraryFolders(): string[] {
	const named = process.env.LD_LIBRARY_PATH?.split(delimiter) ?? [];
	return [...named, "/usr/lib/x86_64-linux-gnu", "/lib/x86_64-linux-gnu", "/usr/lib64"].filter((path) => path !== "");
}

/**
 * Unpacks the browser out of `@sparticuz/chromium`, its fonts and libraries too.
 *
 * @param folder where the package is installed
 * @param finalFolder where the caller moves `folder` afterwards
 */
export async function unpackChromium(folder: string, finalFolder: string): Promise<void> {
	const unpacked = join(folder, "chromium");
	await mkdir(unpacked);
	// The package unpacks into the temporary folder, and its libraries only on what it takes for an AWS machine.
	const script = 'import("@sparticuz/chromium").then((it) => it.default.executablePath())';
	const child = spawn(process.execPath, ["-e", script], {
		cwd: folder,
		env: { ...process.env, TMPDIR: unpacked, AWS_LAMBDA_JS_RUNTIME: "nodejs24.x" },
		stdio: ["ignore", "ignore", "pipe"],
	});
	const stderr = text(child.stderr);
	const [exitCode] = (await once(child, "exit")) as [number | null];
	if (exitCode !== 0) throw new Error(`Could not unpack Chromium from its package:\n${await stderr}`);
	await writeFile(join(unpacked, "fonts.conf"), fontsConfig(join(finalFolder, "chromium")));
}

/** The machine's fonts, and the package's for a machine without any. */
function fontsConfig(unpacked: string): string {
	return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${unpacked}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${unpacked}/fonts-cache</cachedir>
  <alias><family>sans-serif</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>system-ui</family><prefer><family>Open Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>DejaVu Sans Mono</family><family>Liberation Mono</family></prefer></alias>
</fontconfig>
`;
}

/** @throws Error with advice if the browser does not start */
export async function launchChromium({ executable, env }: Chromium): Promise<Browser> {
	if (!existsSync(executable))
		throw new Error(`Expected Chromium at ${executable}. Delete .vscode-test and try again.`);
	try {
		return await chromium.launch({
			executablePath: executable,
			env: env as Record<string, string>,
			args: [
				"--no-sandbox", // as root in a container there are no user namespaces for one
				"--disable-gpu",
				"--disable-quic",
				"--no-first-run",
				"--disable-background-networking",
				"--disable-component-update",
				"--disable-sync",
			],
		});
	} catch (error) {
		throw new Error(
			`Chromium did not start. Shared libraries missing? "ldd ${executable}" names them; on Debian and Ubuntu ` +
				'"apt-get install -y libnss3 libexpat1 libgbm1 libasound2" brings the usual ones.',
			{ cause: error },
		);
	}
}
