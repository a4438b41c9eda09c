import type { Attempt, BatchOperation, ItemEnding } from "../../engine/index.ts";
import { batchIdempotencyKeyOf } from "../../engine/model/idempotencyKey.ts";
import type { AnswerHeaders } from "../../http/answerHeaders.ts";
import type { HttpRequest } from "../../http/httpRequest.ts";
import type { HttpResult } from "../../http/httpResult.ts";
import { batchScopeOf, type Scope } from "../../templates/scope.ts";
import { endingsOf } from "./batchAnswer.ts";

/** Sends a request, and returns what came back. */
type Send = (request: HttpRequest, attempt: Pick<Attempt, "signal" | "sent" | "throttleFor">) => Promise<HttpResult>;

/** One request for a whole batch. */
export function batchRequests(
	render: (scope: Scope, idempotencyKey: string) => HttpRequest,
	send: Send,
	{ runId, headers }: { readonly runId: string; readonly headers: AnswerHeaders | undefined },
): BatchOperation {
	return {
		async runBatch(items, attempts, signal): Promise<readonly ItemEnding[]> {
			const scope = batchScopeOf(items, attempts[0], runId);
			const origin = attempts[0]?.origin ?? { runId, identity: "indexAndKey" };
			const request = render(scope, batchIdempotencyKeyOf(origin, items));
			const throttleFor = (delayMs: number) => attempts[0]?.throttleFor(delayMs);
			const sent = () => {
				for (const attempt of attempts) attempt.sent();
			};
			const answer = await send(request, { signal, sent, throttleFor });
			const endings = endingsOf(request, answer, items.length);
			headers?.share(
				answer,
				endings.flatMap((ending) => ("result" in ending ? [ending.result as HttpResult] : [])),
			);
			return endings;
		},
	};
}
