import type { FormAnswers, FormQuestion } from "../../operations/operationForm.ts";
import type { OperationKind } from "../../operations/operationKind.ts";
import { type Answer, askPick, askText } from "./ask.ts";
import { askFile } from "./askFile.ts";
import type { Draft } from "./draft.ts";
import type { Step } from "./steps.ts";

/** Asks a kind's questions one after the other; answers stay when the user goes back. */
export function formStep({ name, form }: OperationKind, draft: Draft, then: Step): Step {
	const given = new Map<string, string>();
	return stepFor({});

	function stepFor(answers: FormAnswers): Step {
		return async (canGoBack) => {
			const question = form.next(answers, draft.found);
			if (!question) return then;
			const answer = await ask(question, { canGoBack, before: given.get(question.name), draft });
			if (answer.kind !== "given") return answer.kind === "back" ? "back" : "end";
			given.set(question.name, answer.value);
			const now = { ...answers, [question.name]: answer.value };
			if (form.next(now, draft.found)) return stepFor(now);
			draft.run = { [name]: form.settings(now) };
			return then;
		};
	}
}

interface Asking {
	readonly canGoBack: boolean;
	/** The answer that the user gave before going back. */
	readonly before: string | undefined;
	readonly draft: Draft;
}

async function ask(question: FormQuestion, { canGoBack, before, draft }: Asking): Promise<Answer<string>> {
	const { title, placeholder } = question;
	switch (question.kind) {
		case "text": {
			const { prompt, initial } = question;
			const check = (text: string) => question.check(text);
			return askText({ title, placeholder, canGoBack, prompt, value: before ?? initial ?? "", check });
		}
		case "choice": {
			const answer = await askPick({ title, placeholder, canGoBack, items: question.choices });
			return answer.kind === "given" ? { kind: "given", value: answer.value.value } : answer;
		}
		case "file": {
			const { baseFolder } = draft.found;
			return askFile({ title, placeholder, canGoBack, endings: question.endings, baseFolder });
		}
	}
}
