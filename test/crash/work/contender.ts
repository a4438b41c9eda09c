// Tries again and again to be the one runner of a run; logs when it enters, when it leaves, and when it dies as one.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { RunBusyError } from "../../../src/store/errors/runBusyError.ts";
import { RunWriter } from "../../../src/store/writer/runWriter.ts";

const [folder = "", log = "", turns = "0"] = process.argv.slice(2);

/** Appending is atomic, and outlives the process. */
function say(what: string): void {
	appendFileSync(log, `${what} ${process.pid} ${Date.now()}\n`);
}

function open(): RunWriter | undefined {
	try {
		return RunWriter.open(folder);
	} catch (error) {
		if (error instanceof RunBusyError) return undefined;
		throw error;
	}
}

for (let turn = 0; turn < Number(turns); ) {
	const writer = open();
	if (!writer) continue;
	say("enter");
	await sleep(Math.random() * 10);
	if (Math.random() < 0.2) {
		say("die");
		process.kill(process.pid, "SIGKILL");
	}
	say("leave");
	writer.close();
	turn++;
	// Otherwise the other process would hardly ever come in between.
	await sleep(Math.random() * 10);
}
