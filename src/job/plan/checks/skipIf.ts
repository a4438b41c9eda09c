import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Item } from "../../../engine/model/item.ts";
import { compileCondition } from "../../../templates/condition.ts";
import { RenderError } from "../../../templates/renderError.ts";
import { scopeOf } from "../../../templates/scope.ts";
import { compileTemplate } from "../../../templates/template.ts";
import type { Job } from "../../file/job.ts";
import type { CheckOptions } from "./checkOptions.ts";
import { conditionText } from "./conditionText.ts";

export interface SkipIf {
	/** Why the item is left out; undefined where it is not. @throws RenderError */
	leftOut(item: Item): string | undefined;
	/** @throws RenderError where the item lacks what it names */
	tryOut(item: Item): void;
}

/** Undefined where the job leaves nothing out. @throws SettingsError */
export function compileSkipIf(
	{ definition: { skipIf }, baseFolder }: Job,
	{ variables, runId, redact = (text) => text }: CheckOptions,
): SkipIf | undefined {
	if (skipIf === undefined) return undefined;
	const scope = (item: Item) => scopeOf(item, { runId, batch: 0, attempt: 1 });
	if (typeof skipIf === "string") {
		const condition = compileCondition(skipIf, { variables, path: ["skipIf"] });
		return {
			leftOut(item) {
				const at = scope(item);
				return condition.holds(at) ? `Left out by skipIf: ${conditionText(condition, at, redact)}.` : undefined;
			},
			tryOut(item) {
				const missing = condition.missing(scope(item));
				if (missing) throw missing;
			},
		};
	}
	const path = ["skipIf", "exists"];
	const template = compileTemplate(skipIf.exists, { variables, path });
	const pathOf = (item: Item) => {
		const written = template.render(scope(item));
		if (written.trim() !== "" && !written.includes("\0")) return written;
		throw new RenderError("skipIf.exists gives no path for this item.", undefined, { path });
	};
	return {
		leftOut(item) {
			const written = pathOf(item);
			return existsSync(resolve(baseFolder, written)) ? `Left out by skipIf: ${written} exists.` : undefined;
		},
		tryOut: pathOf,
	};
}
