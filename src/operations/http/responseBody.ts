import { TextDecoder } from "node:util";
import { brotliDecompress, unzip, zstdDecompress } from "node:zlib";
import { OperationError } from "../../engine/index.ts";
import { maxBodyBytes } from "./exchange.ts";
import { type HttpRequest, requestName } from "./httpRequest.ts";
import { type HttpResponse, headerOf } from "./httpResponse.ts";

type Unpack = (
	bytes: Buffer,
	options: { readonly maxOutputLength: number },
	callback: (error: Error | null, result: Buffer) => void,
) => void;

/** We do not ask for these, but a job's headers may, and some servers send them unasked. */
const decoders: Readonly<Record<string, Unpack>> = {
	gzip: unzip,
	"x-gzip": unzip,
	deflate: unzip,
	br: brotliDecompress,
	zstd: zstdDecompress,
};

/**
 * The body as a result: parsed where its type is JSON, else text, and null where there is none.
 * @throws OperationError if it is too long to be kept, or cannot be unpacked
 */
export async function responseBody(request: HttpRequest, response: HttpResponse): Promise<unknown> {
	if (response.isCut) throw tooLong(request);
	let text: string;
	try {
		text = await responseText(response);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(request);
		const packed = headerOf(response, "content-encoding");
		const message = `The response to ${requestName(request)} cannot be unpacked (content-encoding: ${packed}).`;
		throw new OperationError(message, { name: "HttpError", detail: String(error), cause: error });
	}
	if (text === "") return null;
	return isJson(headerOf(response, "content-type")) ? parsed(text) : text;
}

/** The body as text, whatever its type. */
export async function responseText(response: HttpResponse): Promise<string> {
	const [first, ...rest] = response.chunks;
	if (!first) return "";
	const sent = rest.length === 0 ? first : Buffer.concat(response.chunks);
	const encoding = headerOf(response, "content-encoding")?.trim().toLowerCase();
	const bytes = encoding === undefined || encoding === "identity" ? sent : await unpacked(sent, encoding);
	return decoder(headerOf(response, "content-type")).decode(bytes);
}

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
	const unpack = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
	if (!unpack) throw new Error(`Unknown content-encoding "${encoding}".`);
	return new Promise((resolve, reject) => {
		unpack(bytes, { maxOutputLength: maxBodyBytes }, (error, result) => (error ? reject(error) : resolve(result)));
	});
}

const utf8 = new TextDecoder();

function decoder(contentType: string | undefined): TextDecoder {
	const charset = /;\s*charset="?([\w.:-]+)/i.exec(contentType ?? "")?.[1];
	if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8;
	try {
		return new TextDecoder(charset);
	} catch {
		// An unknown charset: most likely it is UTF-8 anyway.
		return utf8;
	}
}

function isJson(contentType: string | undefined): boolean {
	return contentType !== undefined && /^[^;]*[/+]json\s*(?:;|$)/i.test(contentType);
}

/** Invalid JSON stays text: the status says that the request succeeded. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Not retried: the request would take effect again, and its response would be as long. */
function tooLong(request: HttpRequest): OperationError {
	const message = `The response to ${requestName(request)} is longer than ${maxBodyBytes / 1_000_000} MB, which is the most that a result may hold.`;
	return new OperationError(message, { name: "ResponseTooLongError", category: "skip" });
}
