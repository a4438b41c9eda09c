/** Replaces a secret. */
const mask = "***";
/** A shorter secret would be found in any text, and masking it would damage that. */
export const minSecretLength = 4;
/** Of a secret with fewer bytes, the middle of its base64 is so short that it would match other text, too. */
const minBase64Bytes = 6;
/** JSON within JSON within JSON: each level escapes the quotes and backslashes of the one inside. */
const jsonLevels = 4;

/**
 * Masks secrets in text: as they are, escaped for JSON, encoded for URLs, as a URL's parser rewrites them, and in base64
 * (also as the end of `user:secret`). Undefined where there is nothing to hide.
 */
export function redactor(secrets: readonly string[]): ((text: string) => string) | undefined {
	const forms = allForms(secrets);
	if (forms.size === 0) return undefined;
	// The longest first: a secret that another one starts with would leave the rest of that one readable.
	const longestFirst = [...forms].sort((a, b) => b.length - a.length);
	const pattern = new RegExp(longestFirst.map(escapeRegex).join("|"), "g");
	return (text) => text.replace(pattern, mask);
}

/**
 * Masks what is left of a secret where text was cut: its beginning at the end of `before`, its end at the beginning of
 * `after`.
 */
export function maskedCut(before: string, after: string, secrets: readonly string[]): readonly [string, string] {
	let [left, right] = [0, 0];
	for (const form of allForms(secrets)) {
		for (let length = form.length - 1; length >= minSecretLength; length--) {
			if (length > left && before.endsWith(form.slice(0, length))) left = length;
			if (length > right && after.startsWith(form.slice(-length))) right = length;
		}
	}
	return [left === 0 ? before : before.slice(0, -left) + mask, right === 0 ? after : mask + after.slice(right)];
}

function allForms(secrets: readonly string[]): ReadonlySet<string> {
	return new Set(secrets.flatMap(formsOf).filter((form) => form !== ""));
}

function formsOf(secret: string): string[] {
	const wellFormed = secret.toWellFormed();
	const inUrl = encodeURIComponent(wellFormed);
	// As the filter `url_encode` writes it.
	const withPlus = inUrl.replaceAll("%20", "+");
	const inForm = new URLSearchParams([["", wellFormed]]).toString().slice(1);
	const texts = [...jsonForms(secret), inUrl, inForm, inUrl.replace(/%../g, lowerCase)];
	const parsed = new Set([wellFormed, inUrl, withPlus].flatMap(parsedForms));
	// The parser drops line ends and dots: of a secret that consists of them, too little is left to look for.
	const inHref = [...parsed].filter((form) => form.length >= minSecretLength);
	// A secret of several lines is often shown line by line.
	const lines = secret.includes("\n") ? secret.split(/\r?\n/).filter((line) => line.length >= minBase64Bytes) : [];
	return [...texts, ...inHref.flatMap(jsonForms), ...lines, ...base64Forms(Buffer.from(secret))];
}

/**
 * What `href` shows of a secret in each part of a URL: the parser encodes other characters in each, and turns
 * backslashes of a path into slashes. Put into a whole URL, a secret with `?` or `#` stands in several parts.
 */
function parsedForms(secret: string): readonly string[] {
	const url = new URL("http://host");
	url.username = secret;
	url.pathname = `/~${secret}`;
	url.search = `?${secret}`;
	url.hash = `#${secret}`;
	const setParts = [url.username, url.pathname.replace(afterSlash, ""), url.search.slice(1), url.hash.slice(1)];
	const wholes = ["/~", "/?", "/?#"].flatMap((begin) => {
		const { href, origin } = new URL(`http://host${begin}${secret}`);
		const rest = href.slice(origin.length);
		return begin === "/~" ? rest.replace(afterSlash, "") : rest.slice(begin.length);
	});
	return [...setParts, ...wholes, URL.parse(secret)?.href ?? ""];
}

/** `..` in a path takes away what is before it, the `~` too. */
const afterSlash = /^\/~?/;

/** As it is, and as it stands in a JSON string, in a string within that, and so on. */
function jsonForms(secret: string): readonly string[] {
	const forms = [secret];
	for (let text = secret; forms.length < jsonLevels; forms.push(text)) text = JSON.stringify(text).slice(1, -1);
	return forms;
}

function escapeRegex(text: string): string {
	return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

function lowerCase(text: string): string {
	return text.toLowerCase();
}

/**
 * Base64 encodes three bytes at a time, so the same bytes look different depending on what comes before them: one form
 * for each of the three offsets, without the letters at its ends that hold bits of the neighbors.
 */
function base64Forms(bytes: Buffer): string[] {
	if (bytes.length < minBase64Bytes) return [bytes.toString("base64"), bytes.toString("base64url")];
	return [0, 1, 2].flatMap((before) => {
		const bits = (before + bytes.length) * 8;
		const [from, to] = [Math.ceil((before * 8) / 6), Math.floor(bits / 6)];
		const shifted = Buffer.concat([Buffer.alloc(before), bytes]);
		return [shifted.toString("base64").slice(from, to), shifted.toString("base64url").slice(from, to)];
	});
}
