/** Clean-up of what must not outlive this process, however it ends: child processes, temporary folders. */
const tasks = new Set<() => void>();
let isListening = false;

/**
 * Calls `task` when the process ends, also by Ctrl-C or kill (but not kill -9).
 *
 * @param task must do its work synchronously
 * @returns a function that cancels the call, for when the task is done or no longer needed
 */
export function atExit(task: () => void): () => void {
	if (!isListening) listen();
	isListening = true;
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
	// Without a listener, a signal ends the process without an "exit" event.
	for (const [signal, exitCode] of [
		["SIGHUP", 129],
		["SIGINT", 130],
		["SIGTERM", 143],
	] as const)
		process.on(signal, () => process.exit(exitCode));
}
