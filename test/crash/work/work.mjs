// The work of the items in the crash tests: an effect in another process when an item starts, and one when it ends.
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const socket = connect(Number(process.env.WITNESS_PORT), "127.0.0.1").setNoDelay();
await once(socket, "connect");
const waiting = [];
socket.on("data", (answers) => {
	for (const _ of answers) waiting.shift()?.();
});

/** Resolves when the witness knows. */
function tell(what) {
	return new Promise((resolve) => {
		waiting.push(resolve);
		socket.write(`${what}\n`);
	});
}

export default async function work({ n, ms }) {
	await tell(`b${n}`);
	if (ms > 0) await sleep(ms);
	await tell(`e${n}`);
	return n;
}

export async function batch(items) {
	await Promise.all(items.map(({ n }) => tell(`b${n}`)));
	await sleep(Math.max(...items.map(({ ms }) => ms)));
	// One after the other, so that a kill can leave half a batch.
	for (const { n } of items) await tell(`e${n}`);
	return items.map(({ n }) => n);
}
