import type { RetryPolicy } from "../model/policies.ts";

/**
 * Delay before a retry, ms: exponential with full jitter, which spreads the retries of many items best
 * ("Exponential Backoff And Jitter", AWS Architecture Blog, 2015).
 *
 * @param retry from 1: the first retry waits up to `minDelayMs`
 * @param random from 0 to 1
 */
export function backoffMs(policy: RetryPolicy, retry: number, random: number): number {
	const ceiling = Math.min(policy.maxDelayMs, policy.minDelayMs * policy.factor ** (retry - 1));
	return policy.jitter ? ceiling * random : ceiling;
}
