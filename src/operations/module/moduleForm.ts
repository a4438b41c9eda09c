import type { OperationForm } from "../operationForm.ts";

export const moduleForm: OperationForm = {
	label: "Module…",
	icon: "file-code",
	detail: "Calls a function of yours, in JavaScript or TypeScript, for each item.",
	next({ path }) {
		if (path !== undefined) return undefined;
		return {
			kind: "file",
			name: "path",
			title: "Module",
			placeholder: "Which file? Its default export is called with each item.",
			endings: ["mjs", "cjs", "js", "mts", "cts", "ts"],
		};
	},
	settings: ({ path }) => path,
};
