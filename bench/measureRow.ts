import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Figure } from "./figures.ts";
import type { Measured } from "./measurement.ts";
import type { FigureOf, Row, Variant } from "./row.ts";
import { measure, prepare } from "./variant.ts";

export interface RowResult {
	readonly row: Row;
	readonly sizes: readonly number[];
	readonly figure: FigureOf;
	/** Variants that were left out, at a size or at every one, and why. */
	readonly skipped: readonly string[];
}

/** Alternates between all variants, so that what disturbs the machine for a while affects every one of them. */
export async function measureRow(
	row: Row,
	sizes: readonly number[],
	rounds: number,
	sharedRoot: string,
): Promise<RowResult> {
	const figures = new Map<string, Figure>();
	const skipped = new Set<string>();
	for (const size of sizes) {
		const variants = row.variants.filter((variant) => isMeasured(variant, size, skipped));
		const shared = join(sharedRoot, `${row.name}-${size}`);
		mkdirSync(shared);
		await prepare({ row: row.name, size, shared });
		const measured = new Map<string, Measured[]>(variants.map(({ name }) => [name, []]));
		for (let round = 1; round <= rounds; round++) {
			for (const variant of variants) {
				const { name } = variant;
				const result = await measure(variant, { row: row.name, size, shared });
				measured.get(name)?.push(result);
				const memory = result.peakBytes === undefined ? "" : `, ${Math.round(result.peakBytes / 1e6)} MB`;
				const cpu = result.cpuMs === undefined ? "" : `, ${Math.round(result.cpuMs)} ms processor`;
				console.error(
					`${row.name} ${size} (${round}/${rounds}) ${name}: ${Math.round(result.value)} ${row.unit}${cpu}${memory}`,
				);
			}
		}
		rmSync(shared, { recursive: true, force: true });
		for (const [name, results] of measured) figures.set(`${name} ${size}`, new Figure(results));
	}
	return { row, sizes, figure: (variant, size) => figures.get(`${variant} ${size}`), skipped: [...skipped] };
}

/** Prints what is left out, and why. */
function isMeasured({ name, missing, upTo }: Variant, size: number, skipped: Set<string>): boolean {
	const reason = missing?.() ?? (upTo && size > upTo.size ? `not above ${upTo.size}: ${upTo.because}` : undefined);
	if (reason === undefined) return true;
	const text = `${name}: ${reason}.`;
	if (!skipped.has(text)) console.error(`SKIPPED ${text}`);
	skipped.add(text);
	return false;
}
