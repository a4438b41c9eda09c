// npm run bench: measures every row against its peers, and writes docs/benchmarks.md.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Arguments, readArguments, usage } from "./arguments.ts";
import { bundleVariants } from "./bundle.ts";
import { load } from "./machine.ts";
import { measureRow, type RowResult } from "./measureRow.ts";
import { page } from "./page.ts";
import { installPeers, peerVersions } from "./peers.ts";
import { repositoryFile } from "./places.ts";
import { rowNamed, rowNames } from "./rows.ts";

const pageFile = repositoryFile("docs", "benchmarks.md");

async function bench({ only, quick, full, rounds }: Arguments): Promise<void> {
	installPeers();
	await bundleVariants();
	const startedAt = new Date();
	const loadBefore = load();
	const chosen = rowNames.filter((name) => only.length === 0 || only.includes(name));
	const results: RowResult[] = [];
	const shared = mkdtempSync(join(tmpdir(), "batchline-bench-"));
	try {
		for (const name of chosen) {
			const row = await rowNamed(name);
			const sizes = quick ? [row.quickSize] : [...row.sizes, ...(full ? (row.fullSizes ?? []) : [])];
			results.push(await measureRow(row, sizes, rounds, shared));
		}
	} finally {
		rmSync(shared, { recursive: true, force: true });
	}
	const text = page({ results, rounds, startedAt, loadBefore, loadAfter: load(), versions: peerVersions() });
	// A quick or partial run must not replace the full measurement.
	if (quick || only.length > 0) console.log(text);
	else writeFileSync(pageFile, text);
}

let given: Arguments | undefined;
try {
	given = readArguments(process.argv.slice(2));
} catch (error) {
	console.error(`${(error as Error).message}\n${usage}`);
	process.exitCode = 2;
}
if (given) await bench(given);
