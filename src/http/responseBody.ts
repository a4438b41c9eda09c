import { STATUS_CODES } from "node:http";
import { TextDecoder } from "node:util";
import { brotliDecompress, inflateRaw, unzip, zstdDecompress } from "node:zlib";
import { parseJson } from "../base/parseJson.ts";
import { OperationError } from "../engine/index.ts";
import { maxBodyBytes } from "./exchange.ts";
import { type HttpRequest, isChanging, perhapsDone, requestName } from "./httpRequest.ts";
import { type HttpResponse, headerOf } from "./httpResponse.ts";
import type { HttpResult } from "./httpResult.ts";

type Unpack = (
	bytes: Buffer,
	options: { readonly maxOutputLength: number },
	callback: (error: Error | null, result: Buffer) => void,
) => void;

/** We do not ask for these, but a job's headers may, and some servers send them unasked. */
const decoders: Readonly<Record<string, Unpack>> = {
	gzip: unzip,
	"x-gzip": unzip,
	deflate: inflateAny,
	br: brotliDecompress,
	zstd: zstdDecompress,
};

/** A body as text. */
interface BodyText {
	readonly text: string;
	/** The bytes are not valid in their charset, so that the text has U+FFFD where one cannot be read. */
	readonly isBinary: boolean;
}

/**
 * The body as a result: parsed where its type is JSON, else text, and null where there is none.
 * @throws OperationError if it is too long to be kept, cannot be unpacked, or broke off
 */
export async function responseBody(
	request: HttpRequest,
	response: HttpResponse,
): Promise<Pick<HttpResult, "body" | "bodyIsBinary">> {
	if (response.isCut) throw tooLong(request);
	if (response.brokenBy) throw brokenOff(request, response, response.brokenBy);
	let decoded: BodyText;
	try {
		decoded = await responseText(response);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(request);
		const packed = headerOf(response, "content-encoding");
		const message = `The response to ${requestName(request)} cannot be unpacked (content-encoding: ${packed}).`;
		// Asking again would have the request take effect twice.
		throw new OperationError(withDoubt(message, request), { ...notRepeated, name: "HttpError", detail: String(error) });
	}
	const { text, isBinary } = decoded;
	if (text === "") return { body: null };
	const body = isJson(headerOf(response, "content-type")) ? parsed(text) : text;
	return isBinary ? { body, bodyIsBinary: true } : { body };
}

/** The body as text, whatever its type. */
export async function responseText(response: HttpResponse): Promise<BodyText> {
	const [first, ...rest] = response.chunks;
	if (!first) return { text: "", isBinary: false };
	const sent = rest.length === 0 ? first : Buffer.concat(response.chunks);
	const encoding = headerOf(response, "content-encoding")?.trim().toLowerCase();
	let bytes = sent;
	// A server may pack more than once; it names the last packing last (RFC 9110, section 8.4).
	for (const packing of encoding?.split(",").reverse() ?? []) bytes = await unpacked(bytes, packing.trim());
	const charset = decoder(headerOf(response, "content-type"));
	const text = charset.decode(bytes);
	// The sign may also have been sent.
	return { text, isBinary: text.includes("\ufffd") && !isValid(bytes, charset) };
}

function isValid(bytes: Buffer, { encoding }: TextDecoder): boolean {
	try {
		new TextDecoder(encoding, { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}

async function unpacked(bytes: Buffer, encoding: string): Promise<Buffer> {
	if (encoding === "" || encoding === "identity") return bytes;
	const unpack = Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined;
	if (!unpack) throw new Error(`Unknown content-encoding "${encoding}".`);
	return new Promise((resolve, reject) => {
		unpack(bytes, { maxOutputLength: maxBodyBytes }, (error, result) => (error ? reject(error) : resolve(result)));
	});
}

/** Some servers send `deflate` without the wrapping that it should have (RFC 9110, section 8.4.1.2); clients read both. */
function inflateAny(...[bytes, options, callback]: Parameters<Unpack>): void {
	unzip(bytes, options, (error, result) => {
		const isUnwrapped = (error as NodeJS.ErrnoException | null)?.code === "Z_DATA_ERROR";
		if (isUnwrapped) inflateRaw(bytes, options, callback);
		else callback(error, result);
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
		return parseJson(text);
	} catch {
		return text;
	}
}

/** The server said yes: asking again would have the request take effect twice, and get an answer of the same kind. */
const notRepeated = { category: "fail", mayBeDone: true } as const;

function withDoubt(message: string, request: HttpRequest): string {
	return isChanging(request) ? `${message} ${perhapsDone}` : message;
}

/** What changes nothing is asked for again. */
function brokenOff(request: HttpRequest, { status }: HttpResponse, brokenBy: Error): Error {
	if (!isChanging(request)) return brokenBy;
	const answer = `${status} ${STATUS_CODES[status] ?? ""}`.trimEnd();
	return new OperationError(
		withDoubt(`The response to ${requestName(request)} (${answer}) broke off before its end.`, request),
		{
			...notRepeated,
			isAnswer: true,
			name: "HttpError",
			code: (brokenBy as NodeJS.ErrnoException).code,
			detail: brokenBy.message,
			cause: brokenBy,
		},
	);
}

function tooLong(request: HttpRequest): OperationError {
	const message = `The response to ${requestName(request)} is longer than ${maxBodyBytes / 1_000_000} MB, which is the most that a result may hold.`;
	return new OperationError(withDoubt(message, request), { ...notRepeated, name: "ResponseTooLongError" });
}
