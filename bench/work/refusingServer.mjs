// A server on loopback that answers after 20 to 30 ms, and refuses some requests with 429 and `Retry-After: 1`: a share
// of them by chance (`share 0.02`), or one (`request 1`). Prints its port, and ends with its standard input.
import { createServer } from "node:http";

const [, , kind, figure] = process.argv;
const body = JSON.stringify({ ok: true });
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
let state = 1;
let received = 0;

/** The same numbers each time (a linear congruential generator, "Numerical Recipes"). */
function random() {
	state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
	return state / 2 ** 32;
}

const server = createServer((request, response) => {
	request.resume();
	received++;
	const isRefused = kind === "share" ? random() < Number(figure) : received === Number(figure);
	setTimeout(
		() => {
			if (isRefused) response.writeHead(429, { "retry-after": "1" }).end();
			else response.writeHead(200, headers).end(body);
		},
		20 + 10 * random(),
	);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit(0));
