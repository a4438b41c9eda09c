// Identifiers from https://spdx.org/licenses that are common among packages.
const known = new Set(
	`0BSD AFL-2.1 AFL-3.0 AGPL-3.0 Apache-1.1 Apache-2.0 Artistic-1.0 Artistic-2.0 BlueOak-1.0.0 BSD-2-Clause
	BSD-3-Clause BSD-3-Clause-Clear BSD-4-Clause BSL-1.0 CC-BY-3.0 CC-BY-4.0 CC-BY-SA-3.0 CC-BY-SA-4.0 CC0-1.0
	CDDL-1.0 CDDL-1.1 CPL-1.0 ECL-2.0 EPL-1.0 EPL-2.0 EUPL-1.1 EUPL-1.2 GPL-2.0 GPL-3.0 HPND ISC LGPL-2.0 LGPL-2.1
	LGPL-3.0 MIT MIT-0 MPL-1.1 MPL-2.0 MS-PL NCSA ODC-By-1.0 OFL-1.1 OpenSSL OSL-3.0 PHP-3.01 PSF-2.0 PostgreSQL
	Python-2.0 Ruby Unicode-3.0 Unicode-DFS-2016 Unlicense UPL-1.0 Vim W3C WTFPL X11 Zlib ZPL-2.1`.split(/\s+/),
);

/** Whether the text is an SPDX expression over known licenses: `MIT`, `(MIT OR Apache-2.0) AND Zlib`. */
export function isLicense(text) {
	const tokens = text.match(/[()]|[^\s()]+/g) ?? [];
	return isAlternatives(tokens) && tokens.length === 0;
}

/** Both operators lead to the same answer here, so their precedence does not matter. */
function isAlternatives(tokens) {
	while (isTerm(tokens)) {
		if (tokens[0] !== "OR" && tokens[0] !== "AND") return true;
		tokens.shift();
	}
	return false;
}

function isTerm(tokens) {
	const token = tokens.shift();
	if (token === "(") return isAlternatives(tokens) && tokens.shift() === ")";
	if (token === undefined || !known.has(token.replace(/(?:\+|-only|-or-later)$/, ""))) return false;
	// An exception only widens what a license allows: `GPL-2.0-only WITH Classpath-exception-2.0`.
	if (tokens[0] === "WITH") return tokens.splice(0, 2).length === 2;
	return true;
}
