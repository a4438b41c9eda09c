/**
 * Ends this process, with everything it started, if `work` takes too long: what hangs may ignore an abort signal.
 *
 * @param what names the work in the message
 */
export async function within<T>(limitMs: number, what: string, work: Promise<T>): Promise<T> {
	const timer = setTimeout(() => {
		console.error(`${what} took longer than ${limitMs / 1000} s and were ended.`);
		process.exit(1);
	}, limitMs);
	try {
		return await work;
	} finally {
		clearTimeout(timer);
	}
}
