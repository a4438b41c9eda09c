import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Disposable } from "../../../base/disposable.ts";
import { Lease } from "../../../store/database/locks/lease.ts";
import { RunBusyError } from "../../../store/errors/runBusyError.ts";
import { RunReader } from "../../../store/runReader.ts";
import { RunStore } from "../../../store/runStore.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Launched } from "../launched.ts";
import { readRetryInfo } from "../runFiles.ts";
import { enterRetries, enterRetry } from "./enterOutcomes.ts";
import { chainOf, holdRuns, originIdOf, retriesOf } from "./retryRuns.ts";
import { leaveOutSettled } from "./settledElsewhere.ts";

/** Runs whose failed items are being tried again: held, so that nobody else does that or changes them. */
export class HeldRuns implements Disposable {
	readonly #leases: Disposable;

	/**
	 * Enters into them first what earlier retries have done.
	 * @param folders of the runs, all of the same origin
	 * @throws UsageError while another process runs or retries one of them
	 * @throws DamagedRunError, NewerRunError where outcomes could not be entered into one of them at the end
	 */
	static async take(folders: readonly string[]): Promise<HeldRuns> {
		const [first = ""] = folders;
		const [runsFolder, originId] = [dirname(first), originIdOf(first)];
		for (;;) {
			await enterRetries(runsFolder, originId);
			const leases = holdRuns(folders);
			// Another retry may have ended between the two, and could not enter what it has done.
			if (retriesOf(runsFolder, originId).every(isEntered)) {
				const held = new HeldRuns(leases);
				await held.#inspect(folders);
				return held;
			}
			leases.dispose();
		}
	}

	private constructor(leases: Disposable) {
		this.#leases = leases;
	}

	/** The same run, which enters what it has done into the earlier ones at its end. */
	entering(launched: Launched, { sinks, redact }: Plan): Launched {
		return {
			...launched,
			finish: async () => {
				try {
					return await launched.finish();
				} finally {
					this.dispose();
					if (existsSync(launched.folder)) {
						await enterAtEnd(launched.folder, sinks, redact);
						await launched.writeOrigin();
					}
				}
			},
		};
	}

	dispose(): void {
		this.#leases.dispose();
	}

	/** Opening them only at the end would find damage when the items have been run. */
	async #inspect(folders: readonly string[]): Promise<void> {
		try {
			await RunStore.inspect(folders);
		} catch (error) {
			this.dispose();
			throw error;
		}
	}
}

/** Holds the runs that a retry belongs to, to resume it; undefined where the run is none. */
export async function heldRetry(folder: string): Promise<HeldRuns | undefined> {
	const retry = readRetryInfo(folder);
	// A run that is being run is refused when it is opened.
	if (!retry || Lease.isHeld(folder)) return undefined;
	const earlier = chainOf(folder).slice(0, -1);
	if (earlier.length === 0) return undefined;
	const held = await HeldRuns.take(earlier);
	const readers = earlier.map((one) => new RunReader(one));
	try {
		await leaveOutSettled(folder, retry, readers);
		return held;
	} catch (error) {
		held.dispose();
		throw error;
	} finally {
		for (const reader of readers) reader.dispose();
	}
}

function isEntered({ folder, retry, status }: ReturnType<typeof retriesOf>[number]): boolean {
	return retry.enteredAt === status.updatedAt || Lease.isHeld(folder);
}

async function enterAtEnd(folder: string, sinks: Plan["sinks"], redact: Plan["redact"]): Promise<void> {
	try {
		await enterRetry(folder, { sinks, redact, begin: readRetryInfo(folder)?.outputBytes });
	} catch (error) {
		// Whoever has taken over one of the runs meanwhile enters it first.
		if (!(error instanceof RunBusyError)) throw error;
	}
}
