import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync, gzipSync } from "node:zlib";
import { EachTrial } from "../cli/each/eachTrial.ts";

const page = readFileSync(fileURLToPath(new URL("../../../docs/each.md", import.meta.url)), "utf8");
const run = promisify(execFile);
/** GNU parallel, where it is at hand: then its own commands are run, too. */
const parallel = process.env.BATCHLINE_PARALLEL;

/** What GNU parallel 20221122 has done, in the order of the examples. */
const digests = [
	"4219f3a5f3195a28",
	"dae1db7e448edb13",
	"54c3c0abf6c1e675",
	"c8aa9b2bb08c8f14",
	"51bd33d866cfc2b5",
	"9b4e09ff088ab7c0",
	"9b4e09ff088ab7c0",
	"9b4e09ff088ab7c0",
	"6026d7977209f7f2",
	"6026d7977209f7f2",
	"083b781e15fc94ff",
	"6545109f6bda6f7e",
	"82455ac29fb93458",
	"94ee3205dc850327",
	"6f0c468829de3579",
	"5d568be54afea76f",
	"0b4ce154745e9f86",
	"8a61b3fa55f5b430",
	"8eb99321d2574506",
	"ad361b91bc883401",
];

interface Example {
	readonly theirs: string;
	readonly ours: string;
}

function examplesOf(title: string): readonly Example[] {
	const section = page.split(/^## /m).find((text) => text.startsWith(title)) ?? "";
	const rows = section.matchAll(/^\| `(.*?)` \| `(batchline.*|.*\| batchline.*)` \|$/gm);
	return [...rows].map(([, theirs = "", ours = ""]) => ({ theirs: unescaped(theirs), ours: unescaped(ours) }));
}

function unescaped(cell: string): string {
	return cell.replaceAll("\\|", "|");
}

/** What the commands of the examples find. */
function fill(trial: EachTrial): void {
	for (const folder of ["bin", "work", "work/destdir", "work/sub dir"]) mkdirSync(`${trial.path}/${folder}`);
	const put = (name: string, text: string | Uint8Array) => trial.write(`work/${name}`, text);
	for (const name of ["a.html", "b c.html", "sub dir/d.html"]) put(name, `<p>FOO BAR in ${name}</p>\n`);
	for (const name of ["One.log", "two.log", "a.wav", "x.tmp", "sub dir/y z.tmp", "p.jpg", "sub dir/q.jpg"])
		put(name, name);
	for (let at = 0; at < 20; at++) put(`pict${String(at).padStart(2, "0")}.jpg`, "");
	for (const name of ["one.txt", "two.txt"]) put(`${name}.gz`, gzipSync(`unpacked ${name}`));
	put("urlfile", "http://fine.example/\nhttp://bad.example/\n");
	put("file_list", "a.html\nno such file\n");
	put("users", "root:x:0\nann:x:1000\n");
	const program = (name: string, text: string) => {
		trial.write(`bin/${name}`, `#!/bin/sh\n${text}\n`);
		chmodSync(`${trial.path}/bin/${name}`, 0o755);
	};
	for (const name of ["lame", "convert"]) program(name, `printf '${name}'; printf ' <%s>' "$@"; echo`);
	program("prips", "printf '10.0.0.0\\n10.0.0.1\\n'");
	program("ping", '[ "$3" = 10.0.0.1 ]');
	program("wget", 'case "$1" in *bad*) exit 4;; esac');
	program("parallel", `exec perl ${parallel} --will-cite "$@"`);
	// Says what it is given: the shell has taken the line apart, and ours is run by this process.
	program(
		"batchline",
		'out="$GIVEN"; : > "$out/args"; for word in "$@"; do printf "%s\\0" "$word" >> "$out/args"; done; cat > "$out/input"',
	);
}

/** Lines that were written, and the files that there are afterwards. */
interface Effect {
	readonly lines: readonly string[];
	readonly files: Readonly<Record<string, string>>;
}

function effect(stdout: string): Effect {
	const files: Record<string, string> = {};
	for (const entry of readdirSync("work", { recursive: true, encoding: "utf8" }).sort()) {
		if (statSync(`work/${entry}`).isDirectory()) continue;
		const bytes = readFileSync(`work/${entry}`);
		files[entry] = withoutPadding((entry.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString());
	}
	return { lines: stdout.split("\n").map(withoutPadding).sort(), files };
}

/** What wc writes has blanks before it on some systems. */
function withoutPadding(text: string): string {
	return text.replaceAll(/ +/g, " ");
}

/** What is kept of an effect. */
function digestOf(found: Effect): string {
	return createHash("sha256").update(JSON.stringify(found)).digest("hex").slice(0, 16);
}

async function shell(trial: EachTrial, line: string): Promise<string> {
	const env = { ...process.env, PATH: `${trial.path}/bin:${process.env.PATH}`, GIVEN: trial.path, HOME: trial.path };
	const child = run("sh", ["-c", line], { cwd: `${trial.path}/work`, env });
	child.child.stdin?.end();
	return (await child.catch((error: { stdout: string }) => error)).stdout;
}

/** What the example does here: its command lines are made by us, and run by one shell. */
async function ours(example: Example): Promise<Effect> {
	const trial = new EachTrial();
	try {
		fill(trial);
		await shell(trial, example.ours);
		const args = trial.read("args").split("\0").slice(0, -1);
		trial.input = readFileSync("input");
		process.chdir("work");
		process.env.PATH = `${trial.path}/bin:${process.env.PATH}`;
		const { code, stdout, stderr } = await trial.run(args[0] ?? "", "--dry-run", ...args.slice(1));
		process.chdir("..");
		assert.equal(code, 0, stderr);
		assert.ok(!existsSync("work/.batchline"));
		return effect(await shell(trial, stdout));
	} finally {
		process.env.PATH = process.env.PATH?.replace(`${trial.path}/bin:`, "");
		trial.dispose();
	}
}

async function theirs(example: Example): Promise<Effect> {
	const trial = new EachTrial();
	try {
		fill(trial);
		return effect(await shell(trial, example.theirs));
	} finally {
		trial.dispose();
	}
}

describe("docs/each.md", () => {
	it("has as many examples as it says", () => {
		assert.deepEqual([examplesOf("Beside GNU parallel").length, examplesOf("Beside xargs").length], [20, 5]);
	});

	for (const example of examplesOf("Beside xargs")) {
		it(`does the same: ${example.theirs}`, async () => {
			assert.deepEqual(await ours(example), await theirs(example));
		});
	}

	for (const [at, example] of examplesOf("Beside GNU parallel").entries()) {
		it(`does the same: ${example.theirs}`, async () => {
			const found = await ours(example);
			if (parallel) assert.deepEqual(found, await theirs(example));
			assert.equal(digestOf(found), digests[at], JSON.stringify(found));
		});
	}
});
