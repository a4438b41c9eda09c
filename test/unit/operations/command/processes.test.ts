import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { eventually } from "../../../eventually.ts";
import { isAlive } from "../../../isAlive.ts";
import { attempt, CommandTrial, runOn, timeOut } from "./commandTrial.ts";

/** Writes its process id to a file, in one step. */
const tellPid = (pid: string, file: string) => `echo ${pid} > ${file}.new; mv ${file}.new ${file}`;

describe("the processes of a command", () => {
	let trial: CommandTrial;
	beforeEach(() => {
		trial = new CommandTrial();
	});
	afterEach(() => trial.dispose());

	/** The process id that a program writes to a file, once it has. */
	async function pidIn(file: string): Promise<number> {
		const abort = new AbortController();
		const changes = watch(trial.folder, { signal: abort.signal })[Symbol.asyncIterator]();
		const change = changes.next();
		if (!trial.has(file)) for (await change; !trial.has(file); ) await changes.next();
		change.catch(() => undefined);
		abort.abort();
		return Number(trial.read(file));
	}

	it("end at the time limit, with all that they have started", async () => {
		for (const settings of [
			`sleep 1000 & ${tellPid("$!", "line")}; wait; echo {{ item }}`,
			["sh", "-c", `sleep 1000 >/dev/null 2>&1 & ${tellPid("$!", "list")}; wait`],
		]) {
			const live = attempt();
			const running = runOn(await trial.prepare(settings), "", live);
			const pid = await pidIn(typeof settings === "string" ? "line" : "list");
			assert.ok(isAlive(pid));
			timeOut(live);
			await assert.rejects(running, { message: "Out of time." });
			assert.ok(!isAlive(pid));
		}
	});

	it("end at the time limit even if they ignore being asked to", async () => {
		const live = attempt();
		const running = runOn(
			await trial.prepare(`trap '' TERM; ${tellPid("$$", "pid")}; while :; do sleep 1; done`),
			1,
			live,
		);
		const pid = await pidIn("pid");
		timeOut(live);
		await assert.rejects(running, { message: "Out of time." });
		assert.ok(!isAlive(pid));
	});

	it("may clean up when they are asked to end", async () => {
		const live = attempt();
		const line = `trap 'echo cleaned > cleaned; exit' TERM; ${tellPid("$$", "pid")}; while :; do sleep 0.01; done`;
		const running = runOn(await trial.prepare(line), 1, live);
		await pidIn("pid");
		timeOut(live);
		await assert.rejects(running, { message: "Out of time." });
		assert.equal(trial.read("cleaned"), "cleaned\n");
	});

	it("are not even started when there is no time left", async () => {
		const live = attempt();
		timeOut(live);
		await assert.rejects(runOn(await trial.prepare("touch started"), 1, live), { message: "Out of time." });
		assert.ok(!trial.has("started"));
	});

	it("are not waited for where they were left in the background", async () => {
		const { stdout } = await trial.run("sleep 1000 & echo $!", 1);
		assert.ok(isAlive(Number(stdout)));
		process.kill(Number(stdout));
	});

	it("stay alive where they were left in the background, also when they write", async () => {
		const operation = await trial.prepare(
			"(while [ ! -e go ]; do sleep 0.01; done; head -c 300000 /dev/zero; echo late; echo late >&2; echo done > done.new; mv done.new done) & echo {{ item }}",
		);
		const end = await runOn(operation, "mine");
		assert.deepEqual(end, { exitCode: 0, stdout: "mine\n", stderr: "" });
		trial.write("go", "");
		await eventually(() => assert.ok(trial.has("done")));
	});

	it("end with the operation", async () => {
		const operation = await trial.prepare(`sleep 1000 & ${tellPid("$!", "pid")}; wait`);
		const ended = assert.rejects(runOn(operation, 1), { code: "signal:SIGKILL" });
		const pid = await pidIn("pid");
		await operation.dispose();
		await ended;
		assert.ok(!isAlive(pid));
	});

	for (const [how, end] of [
		["exits", (host: ChildProcess) => host.stdin?.write("exit\n")],
		["is killed", (host: ChildProcess) => host.kill("SIGKILL")],
	] as const) {
		it(`end with our process, when it ${how}`, async () => {
			const url = (path: string) => JSON.stringify(new URL(path, import.meta.url));
			const host = spawn(
				process.execPath,
				[
					"--input-type=module",
					"--eval",
					`import { CommandTrial, runOn } from ${url("./commandTrial.ts")};
					void runOn(await new CommandTrial().prepare("sleep 1000 & echo $! > {{ item }}/pid.new; mv {{ item }}/pid.new {{ item }}/pid; wait"), process.argv[1]);
					process.stdin.once("data", () => process.exit(0));`,
					trial.folder,
				],
				// Its own folder goes into ours, as it does not get to delete it.
				{ stdio: ["pipe", "ignore", "inherit"], env: { ...process.env, TMPDIR: trial.folder } },
			);
			const pid = await pidIn("pid");
			end(host);
			await once(host, "exit");
			await eventually(() => assert.ok(!isAlive(pid)));
		});
	}

	it("are started by one process, and by more if many start within a second", async () => {
		const operation = await trial.prepare("echo $PPID {{ item }}");
		const startedBy = async (count: number) => {
			const ends = await Promise.all(Array.from({ length: count }, (_, item) => runOn(operation, item)));
			return new Set(ends.map(({ stdout }) => stdout.split(" ")[0]));
		};
		assert.equal((await startedBy(20)).size, 1);
		await startedBy(200);
		assert.equal((await startedBy(20)).size, Math.min(2, availableParallelism()));
	});

	it("fail their items when the process that starts them is killed", async () => {
		const operation = await trial.prepare(
			`${tellPid("$$", "program")}; ${tellPid("$PPID", "server")}; exec sleep {{ item }}`,
		);
		const running = assert.rejects(runOn(operation, "1000"), {
			name: "ProgramServerError",
			category: "fatal",
			message:
				"The process that starts programs has ended (SIGKILL). This item's program may have started, and may still be running.",
		});
		process.kill(await pidIn("server"), "SIGKILL");
		await running;
		process.kill(await pidIn("program"));
		assert.equal((await runOn(operation, "0")).exitCode, 0);
	});
});
