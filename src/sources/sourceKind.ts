import type { z } from "zod";
import type { SettingsError } from "../base/settingsError.ts";
import type { RetryPolicy } from "../engine/model/policies.ts";
import type { Log, Source, SourcePosition } from "../engine/model/ports.ts";
import type { ProxySettings } from "../http/proxySettings.ts";
import type { EarlierRun } from "./reading/earlierRun.ts";
import type { Spool, StandardInput } from "./reading/spool.ts";

/** A place that was selected in an editor. */
export interface SelectedPart {
	readonly text: string;
	/** Line of the document that the text begins on, from 1. */
	readonly firstLine: number;
	/** UTF-16 units that stand before the text in that line; default 0. */
	readonly firstColumn?: number | undefined;
}

/** Text that was selected in an editor, or the whole of its document. */
export interface SelectedText extends SelectedPart {
	/** Absolute path, or the URI of a document that has none. */
	readonly file: string;
	/** Where several places are selected: each, in the order of the document. The text is all of theirs, from the first on. */
	readonly parts?: readonly SelectedPart[] | undefined;
	/** Whether each place is one or several whole lines. */
	readonly areWholeLines?: boolean | undefined;
	/** The header of the Markdown table that the text is rows of, where it is not selected with them. */
	readonly tableHeader?: string | undefined;
	/** The document's first line, which names the columns where the text is a part of a CSV document. */
	readonly firstDocumentLine?: string | undefined;
	/** The editor's language (`csv`, `json`), as a hint. */
	readonly languageId?: string | undefined;
}

/** What a source may need beyond its settings. */
export interface SourceContext {
	/** Absolute; relative paths in settings start here. */
	readonly baseFolder: string;
	/** Present if the run was started on an editor's text. */
	readonly selection?: SelectedText | undefined;
	/** Files of the job itself, which are no items: what each is ("the job file"), by its identity. */
	readonly ownFiles?: ReadonlyMap<string, string> | undefined;
	/** Absolute paths of folders that no items are in, such as the one where runs are kept. */
	readonly closedFolders?: readonly string[] | undefined;
	/** Keeps what can be read only once. */
	readonly spool?: Spool | undefined;
	/** Undefined on hosts that have none. */
	readonly standardInput?: StandardInput | undefined;
	/** A run that has ended. @throws SettingsError where there is none of that name */
	readonly earlierRun?: ((of: string) => EarlierRun) | undefined;
	/** Values of the job's secrets, which must not get onto the disk. */
	readonly secrets?: readonly string[] | undefined;
	/** Which proxies requests go through. Default: what the environment says. */
	readonly proxies?: ProxySettings | undefined;
	/** How often what may pass is tried again. */
	readonly retry?: RetryPolicy | undefined;
	readonly log?: Log | undefined;
}

/** A source that can say what it reads from. */
export interface OpenedSource extends Source {
	/** What was found, in a few words: "214 rows of CSV: slug, title, body". */
	readonly summary: string;
	/** What should be known before anything runs: what was left out, and why. Sentences. */
	readonly notes?: readonly string[];
	/** Why there are no items, and what to do; only where there are none, and more is known than that. */
	readonly whyEmpty?: SettingsError | undefined;
	/** Whether items are read from, or are, the file with this {@link fileIdentity}: it must not be overwritten. */
	reads?(identity: string): boolean;
	/**
	 * What has changed about the items since an earlier reading gave `position`; undefined: nothing, as far as can be
	 * told. Reads no more than necessary.
	 */
	changeSince?(position: SourcePosition): Promise<SourceChange | undefined>;
	/** Ends what was opened to look at the items and is not being read. */
	dispose?(): Promise<void>;
}

/** How a source is different from what it was. */
export interface SourceChange {
	/** Whether items that may have an outcome have changed; if not, only what had not been read yet has. */
	readonly isBeforeMark: boolean;
	/** What has changed, as a sentence. */
	readonly message: string;
}

/** One choice of a job's `items`. */
export interface SourceKind<Schema extends z.ZodType = z.ZodType> {
	/** The key under `items`. */
	readonly name: string;
	/** Of the value under that key. */
	readonly schema: Schema;
	/**
	 * What `${…}` may stand in which of the settings' keys. `secret`: secrets, too, as the value is neither kept nor shown;
	 * `none`: no variable at all, as it would become a part of code. Default: all but secrets.
	 */
	readonly variables?: Readonly<Record<string, "secret" | "none">> | undefined;
	/** What the settings ask for, without looking: "rows of posts.csv". */
	describe(settings: z.output<Schema>): string;
	/** Whether the items are kept with the run, as they cannot be read again. Default: no. */
	readsOnce?(settings: z.output<Schema>): boolean;
	/** Runs a program to find the items, also in a preview. */
	runsProgram?(settings: z.output<Schema>): boolean;
	/**
	 * Checks what is there, and reads no more than the beginning.
	 * @throws SettingsError if there is nothing to read from
	 */
	open(settings: z.output<Schema>, context: SourceContext): Promise<OpenedSource>;
}

/**
 * Infers the types of a definition from its schema.
 * @example
 * export const lines = sourceKind({ name: "lines", schema: filePaths, describe: …, open: … });
 */
export function sourceKind<Schema extends z.ZodType>(kind: SourceKind<Schema>): SourceKind<Schema> {
	return kind;
}
