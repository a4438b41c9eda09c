// The work of an item in the crash tests: an effect in another process when it starts, and one when it ends.
import { once } from "node:events";
import { connect } from "node:net";

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
	if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
	await tell(`e${n}`);
	return n;
}
