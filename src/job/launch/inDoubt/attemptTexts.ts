import { chosenKind } from "../../../base/oneKind.ts";
import { idempotencyKeyOf } from "../../../engine/model/idempotencyKey.ts";
import type { Item } from "../../../engine/model/item.ts";
import type { ItemOrigin } from "../../../engine/model/itemOrigin.ts";
import type { Log } from "../../../engine/model/ports.ts";
import type { OperationKind } from "../../../operations/operationKind.ts";
import { operationKinds } from "../../../operations/operationKinds.ts";
import type { OpenedSource } from "../../../sources/sourceKind.ts";
import { RunReader } from "../../../store/runReader.ts";
import { minSecretLength } from "../../../templates/redactor.ts";
import type { VariableSources } from "../../../templates/variables.ts";
import { type Plan, planOver } from "../../plan/plan.ts";
import { previewItem } from "../../plan/preview.ts";
import type { LaunchOptions } from "../launchOptions.ts";
import { readRetryInfo, readSavedJob } from "../runFiles.ts";

/**
 * Says what an attempt at an item of a run does, so that it can be looked for at the other side: `POST https://…` and
 * the idempotency key, or a command line. Secrets are masked, and not asked for.
 */
export class AttemptTexts {
	readonly #plan: Plan | undefined;
	readonly #of: (item: Item, plan: Plan) => Promise<string | undefined>;

	/** With the job as it ran. Knows nothing where that cannot be prepared any more, or its kind of operation says nothing. */
	static async open(folder: string, options: LaunchOptions): Promise<AttemptTexts> {
		try {
			const reader = new RunReader(folder);
			reader.dispose();
			const { info } = reader;
			const job = await readSavedJob(folder, info);
			const { kind, settings } = chosenKind<OperationKind>(operationKinds, job.definition.run);
			if (!kind.attemptText) return new AttemptTexts(undefined, async () => undefined);
			const variableSources = withoutAsking(options.variableSources);
			const { runId, identity, jobFile } = info;
			const plan = await planOver(job, noItems, { ...options, variableSources, runId, jobFile, log: silent });
			const origin: ItemOrigin = { runId: readRetryInfo(folder)?.originId ?? runId, identity };
			return new AttemptTexts(plan, async (item, { operation, redact }) => {
				const { rendered, problem } = await previewItem(item, operation, redact);
				if (problem !== undefined) return undefined;
				return kind.attemptText?.(settings, rendered, idempotencyKeyOf(origin, item));
			});
		} catch {
			// The question that this is for is asked all the same.
			return new AttemptTexts(undefined, async () => undefined);
		}
	}

	private constructor(plan: Plan | undefined, of: (item: Item, plan: Plan) => Promise<string | undefined>) {
		this.#plan = plan;
		this.#of = of;
	}

	/** Undefined where it is not known. */
	async of(item: Item): Promise<string | undefined> {
		return this.#plan && this.#of(item, this.#plan);
	}

	async dispose(): Promise<void> {
		await this.#plan?.dispose();
	}
}

/** A secret that is not at hand stands as one that is masked. */
function withoutAsking({ storedSecret, ...sources }: VariableSources): VariableSources {
	const known = storedSecret ?? sources.secret;
	return { ...sources, secret: async (name) => (await known(name)) ?? "*".repeat(2 * minSecretLength) };
}

/** What there is to say about the job is said when it runs. */
const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

const noItems: OpenedSource = {
	summary: "",
	total: () => undefined,
	chunks: async function* () {
		yield* [];
	},
};
