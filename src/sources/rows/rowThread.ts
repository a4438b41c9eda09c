import { parentPort, workerData } from "node:worker_threads";
import { SettingsError } from "../../base/settingsError.ts";
import type { RowBlock } from "./rowBlock.ts";
import type { RowReply, RowTask } from "./rowTask.ts";
import { sqliteBlocks } from "./sqliteRows.ts";

/** The thread's side of `readInThread`: answers each message with the next block. */
const blocks = blocksOf(workerData as RowTask);

parentPort?.on("message", () => {
	void answer().then((reply) => parentPort?.postMessage(reply));
});

async function answer(): Promise<RowReply> {
	try {
		const next = await blocks.next();
		return { block: next.done ? undefined : next.value };
	} catch (error) {
		if (!(error instanceof SettingsError)) throw error;
		const { message, path, suggestion, offset } = error;
		return { error: { message, path, suggestion, offset } };
	}
}

async function* blocksOf(task: RowTask): AsyncGenerator<RowBlock> {
	if (task.kind === "sqlite") yield* sqliteBlocks(task);
	else yield* (await import("./xlsxRows.ts")).xlsxBlocks(task);
}
