// Run for each item in a worker thread. What it returns is the item's result; `false` leaves the item out.
import { readFile } from "node:fs/promises";
import { isLicense } from "./spdx.mjs";

export default async function audit(_file, { path }) {
	const manifest = read(await readFile(path, "utf8"));
	const { name, version } = manifest;
	// It only says how files beside it are loaded.
	if (name === undefined) return false;
	const license = licenseOf(manifest);
	return { name, version, license: license ?? null, isKnown: license !== undefined && isLicense(license) };
}

class ValidationError extends Error {
	name = "ValidationError";
}

function read(text) {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new ValidationError("Not JSON.", { cause: error });
	}
}

/** Packages from before 2015 or so have an object here, or a list of them. */
function licenseOf({ license, licenses }) {
	if (typeof license === "string") return license;
	const listed = [license, licenses].flat().map((entry) => entry?.type ?? entry);
	const names = listed.filter((entry) => typeof entry === "string");
	return names.length === 0 ? undefined : names.join(" OR ");
}
