// Entry of the store's worker thread: it waits for the disk, so that the thread that answers clicks does not.
import { parentPort } from "node:worker_threads";
import { toPlainError } from "../errors/plainError.ts";
import { runFolderAt } from "../files/runFolder.ts";
import { inspect } from "./inspect.ts";
import { RunWriter } from "./runWriter.ts";
import type { ExchangeKind, Exchanges, Reply, Request } from "./storeProtocol.ts";
import { numbersOf } from "./writerCommit.ts";

const port = parentPort;
if (!port) throw new Error("storeThread is the entry of a worker thread.");
let writer: RunWriter | undefined;

port.on("message", (request: Request) => {
	let reply: Reply;
	try {
		reply = { value: answer(request) };
	} catch (error) {
		reply = { error: toPlainError(error) };
	}
	port.postMessage(reply);
	if (request.kind === "close") port.close();
});

function answer({ kind, ask }: Request): Exchanges[ExchangeKind]["reply"] {
	switch (kind) {
		case "create":
			writer = RunWriter.create(ask.folder, ask.info, ask.definition);
			return writer.opened;
		case "open":
			writer = RunWriter.open(ask.folder);
			return writer.opened;
		case "inspect":
			inspect(runFolderAt(ask.folder));
			return undefined;
		case "commit":
			try {
				return open().commit(ask);
			} finally {
				// V8 counts them as outside its heap, and would let 64 MB pile up before it collected them.
				for (const numbers of numbersOf(ask)) numbers.transfer(0);
			}
		case "decideInDoubt":
			return open().decideInDoubt(ask);
		case "queue":
			return open().queue(ask.selection, ask.isDone);
		case "skip":
			return open().skip(ask);
		case "takeQueued":
			return open().takeQueued(ask.limit);
		case "failedItems":
			return open().failedItems(ask.after, ask.limit);
		case "settledItems":
			return open().settledItems(ask.indices);
		case "writeTail":
			open().writeTail(ask.lines);
			return undefined;
		case "close":
			writer?.close();
			return undefined;
	}
}

function open(): RunWriter {
	if (!writer) throw new Error("No run is open in the store's thread.");
	return writer;
}
