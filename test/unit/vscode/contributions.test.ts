import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { contextKeyIds } from "../../../src/vscode/commands/contextValues.ts";
import { commandIds } from "../../../src/vscode/contributions/commandIds.ts";
import { settingIds } from "../../../src/vscode/contributions/settingIds.ts";
import { viewIds } from "../../../src/vscode/contributions/viewIds.ts";

interface Contributes {
	readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
	readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
	readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
	readonly viewsWelcome: readonly { readonly view: string; readonly contents: string; readonly when: string }[];
	readonly configuration: {
		readonly properties: Readonly<Record<string, { readonly default: unknown; readonly scope: string }>>;
	};
}

const { contributes } = JSON.parse(readFileSync("package.json", "utf8")) as { contributes: Contributes };
const commands = Object.values(commandIds) as string[];
const views = Object.values(viewIds) as string[];
const menuItems = Object.values(contributes.menus).flat();
const contexts = [
	...contributes.commands.map(({ enablement }) => enablement),
	...menuItems.map(({ when }) => when),
	...contributes.viewsWelcome.map(({ when }) => when),
].filter((context) => context !== undefined);

describe("what package.json contributes", () => {
	it("has every command of the code, and no other", () => {
		assert.deepEqual(contributes.commands.map(({ command }) => command).sort(), commands.toSorted());
	});

	it("puts only its own commands into menus and welcome texts", () => {
		const links = contributes.viewsWelcome.flatMap(({ contents }) => [
			...contents.matchAll(/\(command:(batchline[^)]*)\)/g),
		]);
		const used = [...menuItems.map(({ command }) => command), ...links.map(([, command]) => command)];
		assert.deepEqual(
			used.filter((command) => !commands.includes(String(command))),
			[],
		);
	});

	it("has every view of the code, and welcome texts for no other", () => {
		const declared = Object.values(contributes.views).flat();
		assert.deepEqual(declared.map(({ id }) => id).sort(), views.toSorted());
		assert.deepEqual(
			contributes.viewsWelcome.filter(({ view }) => !views.includes(view)),
			[],
		);
	});

	it("uses exactly the context keys that the code sets", () => {
		const keys = contexts.flatMap((context) => context.match(/(?<!== )\bbatchline\.\w+/g) ?? []);
		assert.deepEqual([...new Set(keys)].sort(), (Object.values(contextKeyIds) as string[]).toSorted());
	});

	it("hides commands that need a row from the palette, and disables those that no run allows", () => {
		const hidden = contributes.menus.commandPalette
			?.filter(({ when }) => when === "false")
			.map(({ command }) => command);
		const always: string[] = [commandIds.runOnSelection, commandIds.runOnFiles, commandIds.runJob];
		for (const { command, enablement } of contributes.commands) {
			if (!always.includes(command) && !hidden?.includes(command))
				assert.ok(enablement, `${command} is always offered`);
		}
	});

	it("has every setting of the code, with the same default", () => {
		const declared = Object.entries(contributes.configuration.properties).map(([id, setting]) => [id, setting.default]);
		const known = Object.values(settingIds).map((setting) => [`batchline.${setting.id}`, setting.default]);
		assert.deepEqual(Object.fromEntries(declared), Object.fromEntries(known));
	});
});
