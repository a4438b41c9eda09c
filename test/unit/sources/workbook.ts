import { crc32, deflateRawSync } from "node:zlib";

/** Cells of a row as XML; rows by their number in the sheet. */
export type SheetRows = Readonly<Record<number, string>>;

/** A text in a cell. */
export function text(value: string): string {
	const escaped = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
	return `<c t="inlineStr"><is><t xml:space="preserve">${escaped}</t></is></c>`;
}

/** A number; with a style, a date (1), a date with its time (2), or a time (3). */
export function number(value: string, style = 0): string {
	return `<c s="${style}"><v>${value}</v></c>`;
}

/** A workbook as Excel writes one, of what is needed of it. @param shared texts that cells have as `<c t="s"><v>0</v></c>` */
export function workbook(sheets: Readonly<Record<string, SheetRows>>, shared: readonly string[] = []): Buffer {
	const names = Object.keys(sheets);
	const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
	const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
	const relations = names.map(
		(_, at) => `<Relationship Id="rId${at + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${at + 1}.xml"/>`,
	);
	const files: Record<string, string> = {
		"[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
		"xl/workbook.xml": `<workbook ${main} xmlns:r="${relation}"><sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`).join("")}</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join("")}<Relationship Id="rId90" Type="${relation}/styles" Target="styles.xml"/><Relationship Id="rId91" Type="${relation}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="21"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml": `<sst ${main}>${shared.map((value) => `<si><t>${value}</t></si>`).join("")}</sst>`,
	};
	for (const [at, name] of names.entries()) {
		files[`xl/worksheets/sheet${at + 1}.xml`] = `<worksheet ${main}><sheetData>${Object.entries(sheets[name] ?? {})
			.map(([line, cells]) => `<row r="${line}">${withPlaces(cells, line)}</row>`)
			.join("")}</sheetData></worksheet>`;
	}
	return zip(files);
}

/** Each cell with its place: `A1`, `B1`. An empty one is `<c/>`. */
function withPlaces(cells: string, line: string): string {
	let column = 0;
	return cells.replace(/<c(?=[\s/>])/g, () => `<c r="${String.fromCharCode(65 + column++)}${line}"`);
}

function zip(files: Readonly<Record<string, string>>): Buffer {
	const parts: Buffer[] = [];
	const entries: Buffer[] = [];
	let offset = 0;
	for (const [name, content] of Object.entries(files)) {
		const bytes = Buffer.from(content);
		const packed = deflateRawSync(bytes);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(8, 4);
		common.writeUInt32LE(crc32(bytes), 10);
		common.writeUInt32LE(packed.length, 14);
		common.writeUInt32LE(bytes.length, 18);
		common.writeUInt16LE(name.length, 22);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(offset, 10);
		entries.push(Buffer.from("PK\x01\x02\x14\0"), common, place.subarray(0, 14), Buffer.from(name));
		const part = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), packed]);
		parts.push(part);
		offset += part.length;
	}
	const directory = Buffer.concat(entries);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", "latin1");
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...parts, directory, end]);
}
