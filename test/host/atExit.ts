/** What must not outlive this process, whichever way it ends: child processes, temporary folders. */
const tasks = new Set<() => void>();
let listening = false;

/**
 * Has `task` called at the latest when the process ends, Ctrl-C and kill included (kill -9 excepted).
 *
 * @param task must do its work synchronously
 * @returns call it when the task was done or is no longer needed
 */
export function atExit(task: () => void): () => void {
	if (!listening) listen();
	listening = true;
	tasks.add(task);
	return () => tasks.delete(task);
}

function listen(): void {
	process.on("exit", () => {
		for (const task of [...tasks].reverse()) {
			try {
				task();
			} catch (error) {
				console.error(error); // the others still have to run
			}
		}
	});
	// A signal that nobody listens to ends the process without an "exit" event.
	for (const [signal, exitCode] of [
		["SIGHUP", 129],
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const)
		process.on(signal, () => process.exit(exitCode));
}
