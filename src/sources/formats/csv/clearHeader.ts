/** Names that columns have in tables all over, in lower case and without spaces, `_` and `-`. */
const usualNames = new Set(
	(
		"id ids uid uuid guid key sku isbn ean code slug handle ref reference number no nr index row name names firstname " +
		"lastname surname fullname username user login title subject label heading text body content message comment " +
		"comments description summary note notes type kind category group tag tags status state stage priority role " +
		"url uri link href website domain host hostname path file filename folder image photo email mail emailaddress " +
		"phone telephone mobile fax address street city town zip zipcode postcode postalcode region country lang language " +
		"locale currency price amount cost total sum quantity qty count size weight width height length color colour " +
		"date time datetime timestamp created createdat updated updatedat start end from to due duration year month day " +
		"age gender birthday company organization organisation department team author owner product productid customer " +
		"customerid userid orderid order item value values score rating rank lat lng lon latitude longitude version enabled active"
	).split(" "),
);

const namePattern = /^[\p{L}_][\p{L}\p{N}_ .()#/-]{0,39}$/u;
const typedPattern = /^(?:[-+]?[\d.,]*\d%?|\d{4}-\d\d-\d\d.*|true|false|[^\s@]+@[^\s@]+\.[^\s@]+|\w+:\/\/\S+)$/i;

/**
 * Whether the first of some rows of the same width is a header beyond doubt: all of it are names, and half of them are
 * those that columns usually have; or one, if a column has other values than names below it. A list such as "Rome,Italy"
 * has none, and neither have pairs of a name and a value.
 */
export function hasClearHeader([header, ...rows]: readonly (readonly string[])[]): boolean {
	if (!header || header.length < 2 || rows.length === 0) return false;
	if (!header.every((name) => namePattern.test(name))) return false;
	if (rows.some((row) => row.some(isUsualName))) return false;
	const usual = header.filter(isUsualName).length;
	if (usual >= header.length / 2) return true;
	return usual > 0 && header.some((_, at) => rows.every((row) => typedPattern.test(row[at] ?? "")));
}

function isUsualName(name: string): boolean {
	return usualNames.has(name.toLowerCase().replace(/[\s_-]/g, ""));
}
