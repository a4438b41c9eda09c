import type { ProgramReply, ProgramRequest } from "./programProtocol.ts";
import { type Program, ProgramRuns } from "./programRun.ts";

// The entry of a process that runs programs for its parent: see ProgramLinks.

const runs = new ProgramRuns();
const underWay = new Map<number, AbortController>();
let isClosing = false;

process.title = "batchline programs";
process.on("message", (request: ProgramRequest) => {
	switch (request.kind) {
		case "open":
			runs.environment = request.environment;
			break;
		case "run":
			void run(request.id, request.program);
			break;
		case "abort":
			underWay.get(request.id)?.abort();
			break;
		case "close":
			void close();
			break;
	}
});
// The parent has ended, for whatever reason: the programs of its items end with it.
process.on("disconnect", () => process.exit());
process.on("exit", () => runs.kill());
// The parent handles signals: it has attempts to end and outcomes to save, and closes this process after that.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => undefined);

async function run(id: number, program: Program): Promise<void> {
	const abort = new AbortController();
	underWay.set(id, abort);
	const reply = await runs.run(program, abort.signal).then(
		(end): ProgramReply => ({ id, end }),
		(error: NodeJS.ErrnoException): ProgramReply => ({ id, error: { message: error.message, code: error.code } }),
	);
	underWay.delete(id);
	// If the parent has just ended, the reply is lost, like everything else that it had not saved.
	process.send?.(reply, undefined, undefined, () => undefined);
	closeWhenDone();
}

async function close(): Promise<void> {
	await runs.dispose();
	isClosing = true;
	closeWhenDone();
}

function closeWhenDone(): void {
	if (isClosing && underWay.size === 0) process.disconnect();
}
