import { OperationError } from "../../../../src/engine/index.ts";
import { constantService, limitedService, type Noise, saturatingService } from "./services.ts";
import type { SimulatedClock } from "./simulatedClock.ts";

export type BatchService = (items: number) => Promise<void>;

/** A batch costs `batchMs`, and each of its items `itemMs`. */
export interface Cost {
	readonly batchMs: number;
	readonly itemMs: number;
}

export function constantBatches(clock: SimulatedClock, { batchMs, itemMs }: Cost, noise: Noise): BatchService {
	const service = constantService(clock, 1, noise);
	return (items) => service(batchMs + itemMs * items);
}

/** Works on `workers` batches at a time; others queue. */
export function saturatingBatches(
	clock: SimulatedClock,
	workers: number,
	{ batchMs, itemMs }: Cost,
	noise: Noise,
): BatchService {
	const service = saturatingService(clock, workers, 1, noise);
	return (items) => service(batchMs + itemMs * items);
}

/** Takes `perSecond` batches a second, whatever is in them; refuses others. */
export function limitedBatches(
	clock: SimulatedClock,
	perSecond: number,
	{ batchMs, itemMs }: Cost,
	noise: Noise,
): BatchService {
	const service = limitedService(clock, perSecond, 1, noise);
	return (items) => service(batchMs + itemMs * items);
}

/** Refuses batches of more than `most` items. */
export function pickyBatches(service: BatchService, most: number): BatchService {
	return async (items) => {
		if (items > most) throw new OperationError("Payload too large.", { code: 413 });
		await service(items);
	};
}
