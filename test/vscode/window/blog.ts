import { EventEmitter, once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

export interface PostRequest {
	readonly slug: string;
	readonly idempotencyKey: string | undefined;
	readonly authorization: string | undefined;
	/** False while it waits; stays false if its connection ends first. */
	answered: boolean;
}

/** As long as for anything else in a window. */
const waitLimitMs = 90_000;

/**
 * A blog on loopback that accepts posts by `POST /posts`. A test says which topics it refuses, and how many posts get
 * an answer: so a run stops exactly where the test wants it to.
 */
export class Blog {
	/** In the order in which they arrived. */
	readonly requests: PostRequest[] = [];
	readonly #arrivals = new EventEmitter();
	readonly #server: Server;
	readonly #refusals = new Map<string, number>();
	readonly #waiting: (() => void)[] = [];
	readonly #admitted = new Set<string>();
	#mayAnswer = 0;

	private constructor() {
		this.#server = createServer((request, response) => void this.#take(request, response));
	}

	static async start(): Promise<Blog> {
		const blog = new Blog();
		blog.#server.listen(0, "127.0.0.1");
		await once(blog.#server, "listening");
		return blog;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/posts`;
	}

	/** A job file that posts the rows of posts.csv. @param http more settings of the request */
	job(http: Readonly<Record<string, unknown>> = {}, name = "Posts"): string {
		return JSON.stringify({
			name,
			items: { csv: "posts.csv" },
			run: { http: { method: "POST", url: this.url, json: { slug: "{{ item.slug }}" }, ...http } },
			key: "{{ item.slug }}",
		});
	}

	/** Slugs of the posts that it accepted. */
	get posts(): readonly string[] {
		return this.requests
			.filter(({ slug, answered }) => answered && this.#statusOf(slug) === 201)
			.map(({ slug }) => slug);
	}

	/** How often each slug was sent. */
	get counts(): ReadonlyMap<string, number> {
		return new Map([...Map.groupBy(this.requests, ({ slug }) => slug)].map(([slug, all]) => [slug, all.length]));
	}

	/** Answers posts on this topic (the end of their slug) with a status other than 201. */
	refuse(topic: string, status: number): void {
		this.#refusals.set(topic, status);
	}

	/** Stops refusing anything. */
	mend(): void {
		this.#refusals.clear();
	}

	/** Answers `count` more posts, each of them also when it is sent again. The others wait. */
	answer(count: number): void {
		this.#mayAnswer += count;
		for (const next of this.#waiting.splice(0)) next();
	}

	async dispose(): Promise<void> {
		this.#server.closeAllConnections();
		this.#server.close();
		await once(this.#server, "close");
	}

	/** Resolves when `count` requests have arrived in all. */
	async received(count: number): Promise<void> {
		const signal = AbortSignal.timeout(waitLimitMs);
		while (this.requests.length < count) await once(this.#arrivals, "post", { signal });
	}

	async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const { slug } = (await json(request)) as { slug: string };
		const { "idempotency-key": key, authorization } = request.headers;
		const post: PostRequest = { slug, idempotencyKey: key?.toString(), authorization, answered: false };
		this.requests.push(post);
		this.#arrivals.emit("post");
		this.#reply(post, response);
	}

	#reply(post: PostRequest, response: ServerResponse): void {
		if (response.destroyed) return;
		if (!this.#admitted.has(post.slug)) {
			if (this.#mayAnswer === 0) {
				this.#waiting.push(() => this.#reply(post, response));
				return;
			}
			this.#mayAnswer--;
			this.#admitted.add(post.slug);
		}
		post.answered = true;
		response.writeHead(this.#statusOf(post.slug), { "content-type": "application/json" });
		response.end(JSON.stringify({ slug: post.slug }));
	}

	#statusOf(slug: string): number {
		const [, status] = [...this.#refusals].find(([topic]) => slug.endsWith(topic)) ?? [];
		return status ?? 201;
	}
}
