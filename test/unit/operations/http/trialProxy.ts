import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import type { ProxySettings } from "../../../../src/http/proxySettings.ts";

/** A proxy on loopback. Every host is the server at `port`, so that names need not exist. */
export class TrialProxy {
	/** `GET http://intranet.invalid/a`, `CONNECT intranet.invalid:443` */
	readonly received: string[] = [];
	/** Of all requests, with and without a tunnel. */
	readonly authorizations: (string | undefined)[] = [];
	/** Answers requests with this status instead of passing them on. */
	refusesWith: number | undefined;
	/** That clients have made to it, in all. */
	connections = 0;
	readonly #server: Server;

	static async create(port: number): Promise<TrialProxy> {
		const server = createServer();
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		return new TrialProxy(server, port);
	}

	private constructor(server: Server, port: number) {
		this.#server = server;
		server.on("connection", () => {
			this.connections++;
		});
		server.on("request", (incoming, response) => {
			this.#saw(incoming.method, incoming.url, incoming.headers["proxy-authorization"]);
			if (this.refusesWith !== undefined) {
				response.writeHead(this.refusesWith).end();
				return;
			}
			const { pathname, search } = new URL(incoming.url ?? "");
			const { "proxy-authorization": _, ...headers } = incoming.headers;
			const options = { host: "127.0.0.1", port, method: incoming.method, path: pathname + search, headers };
			const onward = request(options, (answer) => {
				response.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(response);
			});
			incoming.pipe(onward);
		});
		server.on("connect", ({ url, headers }, socket) => {
			this.#saw("CONNECT", url, headers["proxy-authorization"]);
			socket.on("error", () => undefined);
			if (this.refusesWith !== undefined) {
				socket.end(`HTTP/1.1 ${this.refusesWith} No\r\n\r\n`);
				return;
			}
			const onward = connect(port, "127.0.0.1", () => {
				socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
				socket.pipe(onward).pipe(socket);
			});
			onward.on("error", () => socket.destroy());
		});
	}

	/** `127.0.0.1:1234` */
	get host(): string {
		return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
	}

	/** As a job's settings have it. */
	settings(credentials = "", direct = ""): ProxySettings {
		const proxy = (from: string) => ({ address: `http://${credentials}${this.host}`, from });
		return { http: proxy("HTTP_PROXY"), https: proxy("HTTPS_PROXY"), direct };
	}

	close(): void {
		this.#server.close();
		this.#server.closeAllConnections();
	}

	#saw(method: string | undefined, url: string | undefined, authorization: string | undefined): void {
		this.received.push(`${method} ${url}`);
		this.authorizations.push(authorization);
	}
}
