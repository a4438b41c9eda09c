/** Replaces a secret. */
const mask = "***";
/** Of a secret with fewer bytes, the middle of its base64 is so short that it would match other text, too. */
const minBase64Bytes = 6;

/**
 * Masks secrets in text: as they are, escaped for JSON, encoded for URLs, and in base64 (also as the end of
 * `user:secret`). Undefined where there is nothing to hide.
 */
export function redactor(secrets: readonly string[]): ((text: string) => string) | undefined {
	const forms = new Set(secrets.flatMap(formsOf).filter((form) => form !== ""));
	if (forms.size === 0) return undefined;
	// The longest first: a secret that another one starts with would leave the rest of that one readable.
	const longestFirst = [...forms].sort((a, b) => b.length - a.length);
	const pattern = new RegExp(longestFirst.map(escapeRegex).join("|"), "g");
	return (text) => text.replace(pattern, mask);
}

function formsOf(secret: string): string[] {
	const wellFormed = secret.toWellFormed();
	const inUrl = encodeURIComponent(wellFormed);
	const inForm = new URLSearchParams([["", wellFormed]]).toString().slice(1);
	const texts = [secret, JSON.stringify(secret).slice(1, -1), inUrl, inForm, inUrl.replace(/%../g, lowerCase)];
	// A secret of several lines is often shown line by line.
	const lines = secret.includes("\n") ? secret.split(/\r?\n/).filter((line) => line.length >= minBase64Bytes) : [];
	return [...texts, ...lines, ...base64Forms(Buffer.from(secret))];
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
