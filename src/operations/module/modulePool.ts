import { Piscina } from "piscina";
import { entryFile } from "../../base/entryFile.ts";
import { type Item, type Log, OperationError } from "../../engine/index.ts";
import { LateRejections } from "./lateRejections.ts";
import { type ModuleAttempt, ModuleCall } from "./moduleCall.ts";
import type { SessionTask, UnusableMessage } from "./moduleProtocol.ts";
import { ModuleSession } from "./moduleSession.ts";
import type { SessionOver } from "./sessionOver.ts";
import { ThreadLoad } from "./threadLoad.ts";

/** How often calls under way and the threads' load are checked, ms. */
const lookEveryMs = 50;
/** After this many threads in a row that could not load the module, the run is given up. */
const maxFailedStarts = 3;

export interface PoolOptions {
	readonly task: Omit<SessionTask, "port" | "begun">;
	readonly maxThreads: number;
	/** A module that takes longer to load is given up, ms. */
	readonly loadTimeoutMs: number;
	readonly log: Log;
}

/** What the first thread says about the module. */
export interface ModuleStart {
	/** Whether its function takes batches. */
	readonly isBatch: boolean;
	/** Why the module cannot be used; undefined when it can. */
	readonly unusable: UnusableMessage | undefined;
}

/**
 * Runs a module's function in threads: gives out calls, adds threads while the existing ones are busy computing, and
 * replaces threads that die.
 */
export class ModulePool {
	readonly #options: PoolOptions;
	readonly #threads: Piscina;
	readonly #load: ThreadLoad;
	readonly #sessions = new Set<ModuleSession>();
	/** Calls that no thread has room for. */
	readonly #waiting: ModuleCall[] = [];
	#timer: NodeJS.Timeout | undefined;
	#failedStarts = 0;
	#firstStart: ((start: ModuleStart) => void) | undefined;
	#isDisposed = false;
	readonly #lateRejections: LateRejections;

	constructor(options: PoolOptions) {
		this.#options = options;
		this.#lateRejections = new LateRejections(options.log);
		this.#threads = new Piscina({
			filename: entryFile("./worker/moduleThread.ts", import.meta.url, "moduleThread"),
			minThreads: 0,
			maxThreads: options.maxThreads,
			// A session is one long task. Its thread must run its event loop, and not block to wait for the next task.
			atomics: "disabled",
			recordTiming: false,
		});
		this.#load = new ThreadLoad(this.#threads);
		// Sessions hear about their thread's end by their own promise; without a listener Piscina would throw here.
		this.#threads.on("error", (error: unknown) => options.log.error("A module's thread failed.", error));
	}

	/** Starts the first thread. */
	start(): Promise<ModuleStart> {
		return new Promise((resolve) => {
			this.#firstStart = resolve;
			this.#startThread();
		});
	}

	run(item: Item, attempt: ModuleAttempt): Promise<unknown> {
		const call = new ModuleCall(item, attempt);
		if (this.#options.task.hasTimeout) attempt.queued();
		this.#give(call);
		return call.ended;
	}

	/** Aborts a call that waits for a thread. */
	abort(call: ModuleCall): void {
		const at = this.#waiting.indexOf(call);
		if (at < 0) return;
		this.#waiting.splice(at, 1);
		call.fail(call.attempt.signal.reason);
	}

	async dispose(): Promise<void> {
		this.#isDisposed = true;
		clearTimeout(this.#timer);
		for (const call of this.#waiting.splice(0)) this.#refuse(call);
		await Promise.all([...this.#sessions].map((session) => session.finish("The run has ended")));
		await this.#threads.destroy();
		this.#lateRejections.tell();
	}

	#give(call: ModuleCall): void {
		if (this.#isDisposed || (this.#sessions.size === 0 && !this.#startThread())) {
			this.#refuse(call);
			return;
		}
		const session = this.#leastBusy();
		if (session) {
			session.send(call);
		} else {
			call.holder = this;
			this.#waiting.push(call);
		}
		this.#timer ??= setTimeout(() => this.#look(), lookEveryMs);
	}

	#refuse(call: ModuleCall): void {
		const why = this.#isDisposed ? "the run has ended" : "its threads keep ending before they have loaded it";
		call.fail(new OperationError(`The module does not run: ${why}.`, { category: "fatal" }));
	}

	#leastBusy(): ModuleSession | undefined {
		let best: ModuleSession | undefined;
		for (const session of this.#sessions) {
			if (session.room > 0 && (!best || session.load < best.load)) best = session;
		}
		return best;
	}

	#giveWaiting(session: ModuleSession): void {
		for (let room = session.room; room > 0; room--) {
			const call = this.#waiting.shift();
			if (!call) return;
			session.send(call);
		}
	}

	#startThread(): boolean {
		if (this.#failedStarts >= maxFailedStarts) return false;
		const { task, log, loadTimeoutMs } = this.#options;
		const tooLong = setTimeout(() => {
			session.terminate(`It did not load within ${loadTimeoutMs / 1_000} s`);
		}, loadTimeoutMs);
		const session = new ModuleSession({
			threads: this.#threads,
			task,
			log,
			onReady: (isBatch) => {
				clearTimeout(tooLong);
				this.#failedStarts = 0;
				this.#started({ isBatch, unusable: undefined });
			},
			onLateRejection: (thrown, location) => this.#lateRejections.add(thrown, location),
			onRoom: () => this.#giveWaiting(session),
			onOver: (over) => {
				clearTimeout(tooLong);
				this.#sessions.delete(session);
				if (!session.isReady) this.#notStarted(over);
				this.#endCalls(over);
			},
		});
		this.#sessions.add(session);
		return true;
	}

	#notStarted({ unusable, cause }: SessionOver): void {
		this.#failedStarts++;
		const message = `The module cannot be loaded. ${cause}.`;
		const why = unusable ?? { kind: "unusable", message, suggestion: undefined, setting: "path" };
		this.#started({ isBatch: false, unusable: why });
	}

	#started(start: ModuleStart): void {
		this.#firstStart?.(start);
		this.#firstStart = undefined;
	}

	/** Calls that the thread had started may have had an effect, so they fail; the others go to other threads. */
	#endCalls({ cause, begun, notBegun }: SessionOver): void {
		for (const call of begun) {
			if (call.isAborted) call.fail(call.attempt.signal.reason);
			else call.fail(new OperationError(`${cause}. This item had started on it.`, { name: "ThreadEndedError" }));
		}
		for (const call of [...notBegun, ...this.#waiting.splice(0)]) {
			if (call.isAborted) call.fail(call.attempt.signal.reason);
			else this.#give(call);
		}
	}

	/**
	 * Listens for aborts only now, as most calls are over by then. If calls are waiting, or every thread has been busy
	 * computing, doubles the number of threads.
	 */
	#look(): void {
		this.#timer = undefined;
		for (const call of [...this.#waiting]) call.listen();
		let underWay = this.#waiting.length;
		for (const session of this.#sessions) {
			session.look();
			underWay += session.load;
		}
		if (this.#load.isFull() || this.#waiting.length > 0) {
			const maxSessions = Math.min(2 * this.#sessions.size, this.#options.maxThreads);
			while (this.#sessions.size < maxSessions && this.#startThread());
		}
		if (underWay > 0) this.#timer = setTimeout(() => this.#look(), lookEveryMs);
	}
}
