import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RunWriter } from "../../src/store/writer/runWriter.ts";
import { info } from "../unit/store/trialCommit.ts";

const contender = fileURLToPath(new URL("./work/contender.ts", import.meta.url));
const fights = Number(process.env.BATCHLINE_FIGHTS ?? 100);
const turnsPerProcess = 20;
/** From the death of a runner until the next one takes over. Who waits for the lock polls it every few ms. */
const maxTakeoverMs = 30_000;

interface Event {
	readonly what: string;
	readonly pid: string;
	readonly at: number;
}

describe("Two processes that fight for one run", () => {
	it(`${fights} times: both never run it at once, and a killed runner is replaced at once`, async () => {
		const base = mkdtempSync(join(tmpdir(), "batchline-fight-"));
		try {
			const folder = join(base, "run");
			RunWriter.create(folder, info, "{}\n").close();
			const log = join(base, "log.txt");
			await Promise.all([fight(folder, log), fight(folder, log)]);
			const events = eventsIn(log);
			assertNeverTwo(events);
			const deaths = events.filter(({ what }) => what === "die").length;
			assert.ok(deaths >= fights / 20, `only ${deaths} were killed while they held it`);
			const switches = events.filter(({ pid }, at) => at > 0 && events[at - 1]?.pid !== pid).length;
			assert.ok(switches >= fights / 10, `the other process came in only ${switches} times`);
			RunWriter.open(folder).close();
		} finally {
			rmSync(base, { recursive: true, force: true });
		}
	}).timeout(120_000);
});

/** Sends one process after the other into the fight, until the run has been taken often enough. */
async function fight(folder: string, log: string): Promise<void> {
	while (eventsIn(log).filter(({ what }) => what === "enter").length < fights) {
		const child = spawn(process.execPath, [contender, folder, log, String(turnsPerProcess)], { stdio: "inherit" });
		const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
		assert.ok(code === 0 || signal === "SIGKILL", `exit code ${code}`);
	}
}

function eventsIn(log: string): readonly Event[] {
	if (!existsSync(log)) return [];
	const lines = readFileSync(log, "utf8").split("\n").slice(0, -1);
	return lines.map((line) => {
		const [what = "", pid = "", at] = line.split(" ");
		return { what, pid, at: Number(at) };
	});
}

function assertNeverTwo(events: readonly Event[]): void {
	let inside: string | undefined;
	let diedAt: number | undefined;
	for (const { what, pid, at } of events) {
		if (what === "enter") {
			assert.equal(inside, undefined, `process ${pid} came in while ${inside} was there`);
			if (diedAt !== undefined) assert.ok(at - diedAt < maxTakeoverMs, `${at - diedAt} ms until it was taken over`);
			inside = pid;
			diedAt = undefined;
		} else {
			assert.equal(pid, inside);
			inside = undefined;
			if (what === "die") diedAt = at;
		}
	}
}
