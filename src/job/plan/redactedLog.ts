import type { Log } from "../../engine/model/ports.ts";

/** A log that masks secrets, also in what a module prints. @param redact undefined where there are none */
export function redactedLog(log: Log, redact: ((text: string) => string) | undefined): Log {
	if (!redact) return log;
	return {
		info: (message) => log.info(redact(message)),
		warn: (message) => log.warn(redact(message)),
		error: (message, error) => log.error(redact(message), redactedError(error, redact)),
	};
}

function redactedError(error: unknown, redact: (text: string) => string): unknown {
	if (error === undefined) return undefined;
	if (!(error instanceof Error)) return redact(String(error));
	const masked = new Error(redact(error.message));
	masked.name = redact(error.name);
	masked.stack = redact(error.stack ?? "");
	return masked;
}
