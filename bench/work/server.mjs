// A server on loopback that answers at once; prints its port when it listens, and ends with its standard input.
import { createServer } from "node:http";

const body = JSON.stringify({ ok: true, id: 1 });
const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
const server = createServer((request, response) => {
	request.resume();
	response.writeHead(200, headers).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.resume().on("end", () => process.exit(0));
