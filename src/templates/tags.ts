import { DecrementTag, IncrementTag, type Liquid, type TagToken } from "liquidjs";
import { scopeNames } from "./scope.ts";

/** Tags that a template may use. Left out: tags that read files (include, render, layout, block), or make HTML (tablerow). */
export const tagNames: readonly string[] = [
	"#",
	"assign",
	"break",
	"capture",
	"case",
	"comment",
	"continue",
	"cycle",
	"decrement",
	"echo",
	"for",
	"if",
	"increment",
	"liquid",
	"raw",
	"unless",
];

/** Leaves only those. */
export function keepTags(liquid: Liquid): void {
	for (const name of Object.keys(liquid.tags)) if (!tagNames.includes(name)) delete liquid.tags[name];
	liquid.registerTag("increment", OwnIncrement);
	liquid.registerTag("decrement", OwnDecrement);
}

class OwnIncrement extends IncrementTag {
	constructor(...args: ConstructorParameters<typeof IncrementTag>) {
		super(...args);
		assertOwn(args[0]);
	}
}

class OwnDecrement extends DecrementTag {
	constructor(...args: ConstructorParameters<typeof DecrementTag>) {
		super(...args);
		assertOwn(args[0]);
	}
}

/** Liquid keeps counters where the item's values are, and would count these. */
function assertOwn({ args }: TagToken): void {
	const name = args.trim();
	if (scopeNames.includes(name)) throw new Error(`"${name}" is given; count in a name of the template's own`);
	if (!/^[A-Za-z_][\w-]*$/.test(name)) throw new Error(`a counter has a name, and "${name}" is none`);
}
