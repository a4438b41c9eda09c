import { Worker } from "node:worker_threads";
import { entryFile } from "../../base/entryFile.ts";
import { SettingsError } from "../../base/settingsError.ts";
import type { RowBlock } from "./rowBlock.ts";
import type { RowReply, RowTask } from "./rowTask.ts";

export interface RowThreadOptions {
	/** What the thread may take, MB. */
	readonly maxMb: number;
	/** The error where it took more. */
	tooLarge(): SettingsError;
}

/**
 * Rows that a thread reads, as reading them would hold up everything else: a query that sorts a large table, a sheet
 * that is unpacked as a whole. It reads a block ahead, and keeps the process alive only while that is waited for.
 * @throws SettingsError
 */
export async function* readInThread(
	task: RowTask,
	signal: AbortSignal,
	options?: RowThreadOptions,
): AsyncIterable<RowBlock> {
	if (signal.aborted) return;
	const worker = new Worker(entryFile("./rowThread.ts", import.meta.url, "rowThread"), {
		name: "batchline rows",
		workerData: task,
		...(options ? { resourceLimits: { maxOldGenerationSizeMb: options.maxMb } } : {}),
	});
	const ended = Promise.withResolvers<RowReply>();
	worker.once("error", (error) => {
		const isTooLarge = (error as NodeJS.ErrnoException).code === "ERR_WORKER_OUT_OF_MEMORY";
		ended.reject(isTooLarge && options ? options.tooLarge() : error);
	});
	worker.once("exit", () => ended.resolve({ block: undefined }));
	ended.promise.catch(() => undefined);
	const ask = () => {
		const reply = new Promise<RowReply>((resolve) => worker.once("message", resolve));
		worker.postMessage("next");
		return Promise.race([reply, ended.promise]);
	};
	const onAbort = () => void worker.terminate();
	signal.addEventListener("abort", onAbort, { once: true });
	try {
		for (let next = ask(); ; ) {
			worker.ref();
			const reply = await next;
			worker.unref();
			if (signal.aborted) return;
			if ("error" in reply) throw new SettingsError(reply.error.message, reply.error);
			if (!reply.block) return;
			next = ask();
			next.catch(() => undefined);
			yield reply.block;
		}
	} finally {
		signal.removeEventListener("abort", onAbort);
		await worker.terminate();
	}
}
