// Entry of a process that runs one variant once, so that no variant starts with another's heap or compiled code.
import { rowNamed } from "./rows.ts";
import type { Task } from "./variant.ts";

const { row: rowName, variant: name, size, shared, scratch } = JSON.parse(process.argv[2] ?? "") as Task;
const row = await rowNamed(rowName);
if (name === undefined) {
	await row.prepare?.(size, shared);
} else {
	const variant = row.variants.find((other) => other.name === name);
	if (!variant) throw new Error(`The row "${rowName}" has no variant "${name}".`);
	process.stdout.write(JSON.stringify(await variant.measure(size, shared, scratch)));
}
// A peer may leave connections open, which would keep the process alive.
process.exit(0);
