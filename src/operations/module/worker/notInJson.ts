import { Stream } from "node:stream";
import { types } from "node:util";
import { isPromiseLike } from "../../../base/promiseLike.ts";

/** An object of the value, and the way to it. */
interface Place {
	readonly object: object;
	/** Property or index in the object above. */
	readonly name: string | number;
	readonly above: Place | undefined;
}

/** What something is, with its article, and what to return instead. */
type Loss = readonly [what: string, advice: string];

const noValueAdvice = "Return null or a string instead.";
const plainAdvice = "Return plain data, such as an object of strings and numbers.";

/**
 * Searches a value for what JSON cannot hold, or would change without a word: a Map would become `{}`, NaN null.
 * Members that are functions, symbols or undefined are left out, as everybody expects of JSON.
 *
 * @param isRefused JSON.stringify threw: the value may have cycles, or bigints
 * @returns a sentence or two about the first that was found; undefined where there is none
 */
export function notInJson(value: unknown, isRefused: boolean): string | undefined {
	if (typeof value === "function" || typeof value === "symbol") {
		return `It is a ${typeof value}. ${plainAdvice}`;
	}
	const top = lossOf(value, isRefused);
	if (top) return `It is ${top.join(". ")}`;
	const first = valueIn(value, "");
	if (!isObject(first)) {
		const loss = lossOf(first, isRefused);
		return loss && `Its toJSON() gives ${loss.join(". ")}`;
	}
	const places: Place[] = [{ object: first, name: "result", above: undefined }];
	for (let place = places.pop(); place; place = places.pop()) {
		if (isRefused && isInItself(place)) return `"${pathOf(place)}" contains itself. ${plainAdvice}`;
		const names = Array.isArray(place.object) ? place.object.keys() : Object.keys(place.object);
		for (const name of names) {
			const found = lossOrPlace(place, name, isRefused);
			if (typeof found === "string") return found;
			if (found) places.push(found);
		}
	}
	return undefined;
}

/** @returns what is lost there, or where to search on; undefined where nothing is */
function lossOrPlace(above: Place, name: string | number, isRefused: boolean): string | Place | undefined {
	let value = (above.object as Record<string | number, unknown>)[name];
	let loss = lossOf(value, isRefused);
	if (!loss && isObject(value)) {
		const object = value;
		value = valueIn(value, String(name));
		if (value !== object) loss = lossOf(value, isRefused);
	}
	if (loss) return `"${pathOf({ object: above.object, name, above })}" is ${loss.join(". ")}`;
	return isObject(value) && !types.isBoxedPrimitive(value) ? { object: value, name, above } : undefined;
}

/** What JSON.stringify takes in its place. */
function valueIn(value: unknown, name: string): unknown {
	const { toJSON } = value as { toJSON?: unknown };
	return typeof toJSON === "function" ? toJSON.call(value, name) : value;
}

function lossOf(value: unknown, isRefused: boolean): Loss | undefined {
	if (typeof value === "number") {
		return Number.isFinite(value) ? undefined : [`${value}, which JSON has no number for`, noValueAdvice];
	}
	if (typeof value === "bigint" && isRefused) return ["a BigInt", "Return it as a string: String(value)."];
	return isObject(value) ? lossOfObject(value) : undefined;
}

function lossOfObject(object: object): Loss | undefined {
	if (Array.isArray(object)) return undefined;
	const prototype: unknown = Object.getPrototypeOf(object);
	if (prototype === Object.prototype || prototype === null) return undefined;
	if (types.isDate(object)) {
		return Number.isNaN(object.getTime()) ? ["a Date of no time", noValueAdvice] : undefined;
	}
	if (types.isPromise(object) || isPromiseLike(object)) return ["a promise", "Is an `await` missing?"];
	if (typeof (object as { toJSON?: unknown }).toJSON === "function") return undefined;
	if (ArrayBuffer.isView(object) || types.isAnyArrayBuffer(object)) {
		const advice = 'Return its numbers, as [...array], or its text, as Buffer.from(bytes).toString("base64").';
		return [withArticle(nameOf(object)), advice];
	}
	if (types.isNativeError(object) || object instanceof Error) {
		return [withArticle(nameOf(object)), "Throw it, or return its message."];
	}
	if (types.isBoxedPrimitive(object)) return undefined;
	const name = nameOf(object);
	const advice = Object.hasOwn(adviceByName, name) ? adviceByName[name] : undefined;
	if (object instanceof Stream) return [withArticle(name), advice ?? "Read it, and return what was in it."];
	const isEmptied = Object.keys(object).length === 0 && hasMembers(object);
	if (!isEmptied && !isContainer(object)) return undefined;
	return [`${withArticle(name)}, of which JSON would keep nothing`, advice ?? plainAdvice];
}

function isContainer(object: object): boolean {
	return types.isMap(object) || types.isSet(object) || types.isRegExp(object);
}

/** What an object has that is no property of its own: it keeps its state where JSON does not look. */
function hasMembers(object: object): boolean {
	for (let at: unknown = Object.getPrototypeOf(object); isObject(at); at = Object.getPrototypeOf(at)) {
		// That of plain objects, of whichever realm, is where the members of all objects are.
		if (Object.getPrototypeOf(at) === null && Object.hasOwn(at, "isPrototypeOf")) return false;
		if (Reflect.ownKeys(at).some((key) => key !== "constructor" && key !== Symbol.toStringTag)) return true;
	}
	return false;
}

const adviceByName: Readonly<Record<string, string>> = {
	Map: "Return Object.fromEntries(map) or [...map].",
	Set: "Return [...set].",
	RegExp: "Return its source.",
	Response: "Return `await response.json()` or `await response.text()`.",
	IncomingMessage: "Read its body, and return that.",
	Request: "Return what you need of it, such as its url.",
	Blob: "Return `await blob.text()`.",
	File: "Return `await file.text()`.",
	Headers: "Return Object.fromEntries(headers).",
	FormData: "Return Object.fromEntries(formData).",
	URLSearchParams: "Return Object.fromEntries(params).",
	ReadableStream: "Read it, and return what was in it.",
};

/** Its class, as far as it says. */
function nameOf(object: object): string {
	const tag = Object.prototype.toString.call(object).slice("[object ".length, -1);
	const className: unknown = object.constructor?.name;
	const isTagged = tag !== "Object" && tag !== "Error";
	return !isTagged && typeof className === "string" && className !== "" ? className : tag;
}

function withArticle(name: string): string {
	return /^[AEIO]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** Whether one of the objects on the way to it is itself. */
function isInItself({ object, above }: Place): boolean {
	for (let at = above; at; at = at.above) if (at.object === object) return true;
	return false;
}

/** `result.rows[3].id`: how the user's code would write it. */
function pathOf(place: Place): string {
	let path = "";
	for (let at: Place | undefined = place; at?.above; at = at.above) path = `${step(at.name)}${path}`;
	return `result${path}`;
}

function step(name: string | number): string {
	if (typeof name === "number") return `[${name}]`;
	return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is object {
	return typeof value === "object" && value !== null;
}
