/** The JSON of a value, from the text that PostgreSQL has for it. */
type AsJson = (text: string) => string;

const text: AsJson = (value) => JSON.stringify(value);
const bool: AsJson = (value) => (value === "t" ? "true" : "false");
/** All digits; `NaN` and `Infinity` are no JSON. */
const decimal: AsJson = (value) => (/^-?\d/.test(value) ? value : text(value));
/** As short as JavaScript has it: it is a double, and no more. */
const double: AsJson = (value) => (/^-?\d/.test(value) && value !== "-0" ? String(Number(value)) : decimal(value));
/** It is JSON already; on one line, as an item's text has to be. */
const json: AsJson = (value) => value.replace(/[\r\n]+/g, " ");
const bytes: AsJson = (value) => text(Buffer.from(value.slice(2), "hex").toString("base64"));
/** ISO 8601; what that has no way to write (`infinity`, years BC) stays as it is. */
const timestamp: AsJson = (value) => {
	const [, date, time, zone = "", minutes = ":00"] =
		/^(\d{4,}-\d\d-\d\d) ([\d:.]+)([+-]\d\d)?(:\d\d)?$/.exec(value) ?? [];
	if (date === undefined) return text(value);
	const offset = zone === "" ? "" : zone + minutes;
	return text(`${date}T${time}${offset === "+00:00" ? "Z" : offset}`);
};

/** By the number that each type has, which is the same in every database. With that of lists of it. */
const types: readonly (readonly [type: number, list: number, asJson: AsJson])[] = [
	[16, 1000, bool],
	[17, 1001, bytes],
	[20, 1016, decimal],
	[21, 1005, decimal],
	[23, 1007, decimal],
	[26, 1028, decimal],
	[700, 1021, double],
	[701, 1022, double],
	[1700, 1231, decimal],
	[114, 199, json],
	[3802, 3807, json],
	[1114, 1115, timestamp],
	[1184, 1185, timestamp],
	[25, 1009, text],
	[1042, 1014, text],
	[1043, 1015, text],
	[18, 1002, text],
	[19, 1003, text],
	[1082, 1182, text],
	[1083, 1183, text],
	[1186, 1187, text],
	[2950, 2951, text],
];

const byType = new Map(
	types.flatMap(
		([type, list, asJson]) =>
			[
				[type, asJson],
				[list, listOf(asJson)],
			] as const,
	),
);

/** How a column's texts become JSON. What is not known stays the text that PostgreSQL has for it. */
export function asJsonOf(type: number): AsJson {
	return byType.get(type) ?? text;
}

function listOf(asJson: AsJson): AsJson {
	return (value) => {
		// Bounds stand before a list that does not begin at 1: [0:1]={a,b}
		const [json] = readList(value, value.indexOf("{"), asJson);
		return json;
	};
}

/** A list as PostgreSQL writes it: `{1,NULL,"a \"b\"",{2}}`. @returns its JSON, and where it ends */
function readList(value: string, from: number, asJson: AsJson): readonly [json: string, end: number] {
	const elements: string[] = [];
	let at = from + 1;
	while (value[at] !== "}") {
		if (value[at] === ",") at++;
		if (value[at] === "{") {
			const [json, end] = readList(value, at, asJson);
			elements.push(json);
			at = end;
		} else if (value[at] === '"') {
			const [quoted = ""] = /^"(?:[^"\\]|\\.)*"/s.exec(value.slice(at)) ?? [];
			elements.push(asJson(quoted.slice(1, -1).replace(/\\(.)/gs, "$1")));
			at += quoted.length;
		} else {
			const [bare = ""] = /^[^,}]*/.exec(value.slice(at)) ?? [];
			elements.push(/^null$/i.test(bare) ? "null" : asJson(bare));
			at += bare.length;
		}
		if (at >= value.length) break;
	}
	return [`[${elements.join(",")}]`, at + 1];
}
