import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { withTrial } from "./trial.ts";

/** A port that nothing listens on. */
async function closedPort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as { port: number };
	server.close();
	await once(server, "close");
	return port;
}

describe("A run whose other side is not there", () => {
	it(
		"says at once whom it waits for and why, also with --json, and fails nothing",
		withTrial(async (trial) => {
			const port = await closedPort();
			const connect = `const { connect } = await import("node:net");
				await new Promise((resolve, reject) => connect(${port}, "127.0.0.1").on("error", reject).on("connect", resolve));`;
			trial.writeJob(50, connect);
			const running = trial.start(["run", "trial.batch.json", "--json"]);
			await running.says(`Waiting for 127.0.0.1:${port}, next try in `);
			await running.says(`connect ECONNREFUSED 127.0.0.1:${port}`);
			running.kill("SIGINT");
			const { code, stdout } = await running.ended;
			const { state, failed, reason } = JSON.parse(stdout);
			assert.deepEqual([code, state, failed, reason], [130, "cancelled", 0, null]);
		}),
	);

	if (process.platform !== "win32") {
		it(
			"is tried at once when the process is told to continue",
			withTrial(async (trial) => {
				const port = await closedPort();
				const connect = `const { connect } = await import("node:net");
					await new Promise((resolve, reject) => connect(${port}, "127.0.0.1").on("error", reject).on("connect", resolve)).catch(
						(error) => { log("tried"); throw error; },
					);`;
				trial.writeJob(50, connect, { concurrency: 1 });
				const running = trial.start(["run", "trial.batch.json", "--json"]);
				await running.says("Waiting for 127.0.0.1");
				const tries = () => trial.lines("log.txt").length;
				const startedAt = performance.now();
				// Each signal makes one try of its own. Without them, the fourth would come after 2 + 4 + 8 + 16 s.
				for (let signals = 0; signals < 4; signals++) {
					const before = tries();
					running.kill("SIGCONT");
					while (tries() === before) await new Promise((resolve) => setTimeout(resolve, 20));
				}
				const tookMs = performance.now() - startedAt;
				assert.ok(tookMs < 25_000, `${tookMs} ms`);
				running.kill("SIGINT");
				assert.equal((await running.ended).code, 130);
			}),
		);
	}
});
