import { OperationError } from "../../../../src/engine/index.ts";
import { constantService, limitedService, type Noise, type Service, saturatingService } from "./services.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

export type BatchService = (items: number) => Promise<void>;

/** A batch costs `batchMs`, and each of its items `itemMs`. */
export interface Cost {
	readonly batchMs: number;
	readonly itemMs: number;
}

export function constantBatches(clock: SimulatedClock, cost: Cost, noise: Noise): BatchService {
	return inBatches(constantService(clock, 1, noise), cost);
}

/** Works on `workers` batches at a time; others queue. */
export function saturatingBatches(clock: SimulatedClock, workers: number, cost: Cost, noise: Noise): BatchService {
	return inBatches(saturatingService(clock, workers, 1, noise), cost);
}

/** Takes `perSecond` batches a second, whatever is in them; refuses others. */
export function limitedBatches(clock: SimulatedClock, perSecond: number, cost: Cost, noise: Noise): BatchService {
	return inBatches(limitedService(clock, perSecond, 1, noise), cost);
}

/** @param service takes 1 ms for a usual request */
function inBatches(service: Service, { batchMs, itemMs }: Cost): BatchService {
	return (items) => service(batchMs + itemMs * items);
}

/** Refuses batches of more than `max` items. */
export function pickyBatches(service: BatchService, max: number): BatchService {
	return async (items) => {
		if (items > max) throw new OperationError("Payload too large.", { code: 413 });
		await service(items);
	};
}
