import { randomInt } from "node:crypto";

/** Parts that grow one by one: a table that doubled as a whole would stop everything else for a second. */
const segments = 256;
const firstSlots = 16;
/** A fuller segment would take long to search, an emptier one costs memory. */
const maxLoad = 0.85;
const growth = 1.3;

interface Segment {
	/** Two words of 32 bits a slot: the hash of its key; 0 and 0: a free slot. */
	hashes: Uint32Array;
	/** Index of the first item with that key, a slot each; empty where nobody asks for it. */
	firsts: Uint32Array;
	used: number;
}

/**
 * The keys of a run's items, as hashes of 64 bits in buffers outside of V8's heap: 8 bytes a slot, and 4 more where
 * the first item with a key is to be named. Two of n keys have the same hash with a probability of n²/2⁶⁵: 3 in a
 * million for ten million keys. The hash begins at random, so that no input can be made for it.
 */
export class KeyTable {
	readonly #namesFirst: boolean;
	readonly #seeds = [randomInt(2 ** 32), randomInt(2 ** 32)] as const;
	readonly #segments: Segment[];
	readonly #hash: [high: number, low: number] = [0, 0];

	constructor({ namesFirst }: { readonly namesFirst: boolean }) {
		this.#namesFirst = namesFirst;
		this.#segments = Array.from({ length: segments }, () => this.#segment(firstSlots));
	}

	/** Bytes that the table takes. */
	get byteLength(): number {
		return this.#segments.reduce((sum, { hashes, firsts }) => sum + hashes.byteLength + firsts.byteLength, 0);
	}

	/**
	 * @returns the index of the first item with that key (0 where the table does not name it); undefined if `index` is
	 * the first
	 */
	add(key: string, index: number): number | undefined {
		hashInto(key, this.#seeds, this.#hash);
		const [high, low] = this.#hash;
		const at = high % segments;
		let segment = this.#segments[at] as Segment;
		const slot = slotOf(segment, high, low);
		if (segment.hashes[2 * slot] !== 0 || segment.hashes[2 * slot + 1] !== 0) return segment.firsts[slot] ?? 0;
		const isFull = segment.used >= maxLoad * (segment.hashes.length / 2);
		if (isFull) segment = this.#segments[at] = this.#grown(segment);
		this.#put(segment, isFull ? slotOf(segment, high, low) : slot, [high, low, index]);
		return undefined;
	}

	#put(segment: Segment, slot: number, [high, low, index]: readonly [high: number, low: number, index: number]): void {
		segment.hashes[2 * slot] = high;
		segment.hashes[2 * slot + 1] = low;
		if (this.#namesFirst) segment.firsts[slot] = index;
		segment.used++;
	}

	#segment(slots: number): Segment {
		return { hashes: new Uint32Array(2 * slots), firsts: new Uint32Array(this.#namesFirst ? slots : 0), used: 0 };
	}

	#grown(full: Segment): Segment {
		const segment = this.#segment(Math.ceil((full.hashes.length / 2) * growth));
		for (let slot = 0; slot < full.hashes.length / 2; slot++) {
			const [high = 0, low = 0] = [full.hashes[2 * slot], full.hashes[2 * slot + 1]];
			if (high === 0 && low === 0) continue;
			this.#put(segment, slotOf(segment, high, low), [high, low, full.firsts[slot] ?? 0]);
		}
		return segment;
	}
}

/** Where the hash is, or where it belongs: open addressing, from the place that the lower word names. */
function slotOf({ hashes }: Segment, high: number, low: number): number {
	const slots = hashes.length / 2;
	for (let slot = Math.floor((low / 2 ** 32) * slots); ; slot = (slot + 1) % slots) {
		const [slotHigh, slotLow] = [hashes[2 * slot], hashes[2 * slot + 1]];
		if ((slotHigh === high && slotLow === low) || (slotHigh === 0 && slotLow === 0)) return slot;
	}
}

/** Two of the lanes of MurmurHash3_x86_128 over UTF-16 units. Those of node:crypto take twenty times as long. */
function hashInto(key: string, [seed1, seed2]: readonly [number, number], hash: [number, number]): void {
	let [a, b] = [seed1, seed2];
	for (let at = 0; at < key.length; at++) {
		const unit = key.charCodeAt(at);
		a ^= Math.imul(rotated(Math.imul(unit, 0x239b961b), 15), 0xab0e9789);
		a = (rotated(a, 19) + b) | 0;
		a = (Math.imul(a, 5) + 0x561ccd1b) | 0;
		b ^= Math.imul(rotated(Math.imul(unit, 0xab0e9789), 16), 0x38b34ae5);
		b = (rotated(b, 17) + a) | 0;
		b = (Math.imul(b, 5) + 0x0bcaa747) | 0;
	}
	a ^= key.length;
	b ^= key.length;
	a = (a + b) | 0;
	b = (b + a) | 0;
	a = mixed(a);
	b = mixed(b);
	a = (a + b) | 0;
	b = (b + a) | 0;
	hash[0] = a >>> 0;
	// 0 and 0 is a free slot.
	hash[1] = a === 0 && b === 0 ? 1 : b >>> 0;
}

function rotated(word: number, bits: number): number {
	return (word << bits) | (word >>> (32 - bits));
}

function mixed(word: number): number {
	let mix = word ^ (word >>> 16);
	mix = Math.imul(mix, 0x85ebca6b);
	mix ^= mix >>> 13;
	mix = Math.imul(mix, 0xc2b2ae35);
	return mix ^ (mix >>> 16);
}
