import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Item } from "../../../src/engine/model/item.ts";
import type { Source } from "../../../src/engine/model/ports.ts";
import type { OpenedSource, SelectedText, SourceContext, SourceKind } from "../../../src/sources/sourceKind.ts";

/** A base folder of its own for a suite; gone afterwards. */
export class TrialFolder {
	readonly path = mkdtempSync(join(tmpdir(), "batchline-sources-"));

	write(name: string, content: string | Uint8Array): string {
		const file = join(this.path, name);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, content);
		return file;
	}

	read(name: string): string {
		return readFileSync(join(this.path, name), "utf8");
	}

	/** Opens a source as a job would: through its schema. */
	open(kind: SourceKind, settings: unknown, selection?: SelectedText): Promise<OpenedSource> {
		return kind.open(kind.schema.parse(settings), { baseFolder: this.path, selection });
	}

	/** The same, with what a host gives besides. */
	openWith(context: Partial<SourceContext>, kind: SourceKind, settings: unknown): Promise<OpenedSource> {
		return kind.open(kind.schema.parse(settings), { baseFolder: this.path, ...context });
	}

	async items(kind: SourceKind, settings: unknown, selection?: SelectedText): Promise<readonly Item[]> {
		return itemsOf(await this.open(kind, settings, selection));
	}

	remove(): void {
		rmSync(this.path, { recursive: true, force: true });
	}
}

export async function itemsOf(source: Source): Promise<readonly Item[]> {
	const items: Item[] = [];
	for await (const chunk of source.chunks(new AbortController().signal)) items.push(...chunk);
	return items;
}

/** What a test mostly looks at. */
export function brief(items: readonly Item[]): readonly (readonly [line: number | undefined, value: unknown])[] {
	return items.map((item) => [item.location?.line, item.problem ?? item.value]);
}
