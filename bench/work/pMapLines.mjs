// The script that a user would write instead of a job: p-map over the lines of a file.
// node pMapLines.mjs P_MAP MODULE ITEMS [RESULTS]
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { pathToFileURL } from "node:url";

const [pMapFile, moduleFile, itemsFile, resultsFile] = process.argv.slice(2);
const { default: pMap } = await import(pathToFileURL(pMapFile).href);
const { default: work } = await import(pathToFileURL(moduleFile).href);

const lines = createInterface({ input: createReadStream(itemsFile), crlfDelay: Number.POSITIVE_INFINITY });
const results = await pMap(lines, (line) => work(JSON.parse(line)), { concurrency: 64 });
if (resultsFile) {
	const output = createWriteStream(resultsFile);
	for (const result of results) output.write(`${JSON.stringify(result)}\n`);
	output.end();
	await finished(output);
}
