import type { SampleItems } from "./sampleItems.ts";

/** The answers so far, by the questions' names. */
export type FormAnswers = Readonly<Record<string, string>>;

interface Question {
	/** The answer's name. */
	readonly name: string;
	readonly title: string;
	/** Shown while nothing is typed: what is asked, or an example. */
	readonly placeholder: string;
}

export interface TextQuestion extends Question {
	readonly kind: "text";
	readonly prompt: string;
	/** The text to start from. */
	readonly initial?: string;
	/** What is wrong with the text, shown to the user; undefined if nothing is. */
	check(text: string): string | undefined;
}

export interface ChoiceQuestion extends Question {
	readonly kind: "choice";
	readonly choices: readonly { readonly value: string; readonly label: string; readonly description: string }[];
}

/** Asks for a file; the answer is its path, relative to the job's folder if it is inside. */
export interface FileQuestion extends Question {
	readonly kind: "file";
	/** Without the dot. */
	readonly endings: readonly string[];
}

export type FormQuestion = TextQuestion | ChoiceQuestion | FileQuestion;

/**
 * The questions that a new operation needs answered. A host asks them in its own way; it may go back, and then asks
 * {@link next} again with fewer answers.
 *
 * @example
 * const form: OperationForm = {
 * 	label: "Log…", icon: "output", detail: "Writes a line for each item.",
 * 	next: ({ text }) => text === undefined ? { kind: "text", name: "text", … } : undefined,
 * 	settings: ({ text }) => ({ text }),
 * };
 */
export interface OperationForm {
	/** As offered to the user: `HTTP request…`. */
	readonly label: string;
	/** Name of a VS Code icon. */
	readonly icon: string;
	readonly detail: string;
	/** The next question; undefined when everything is answered. */
	next(answers: FormAnswers, sample: SampleItems): FormQuestion | undefined;
	/** The value under the kind's key, when everything is answered. */
	settings(answers: FormAnswers): unknown;
}
