/** A result that is JSON already: it was made where the value was, such as in a thread, and is kept as it is. */
export class JsonText {
	readonly json: string;

	constructor(json: string) {
		this.json = json;
	}

	/** The value that it stands for, read anew each time. */
	get value(): unknown {
		return JSON.parse(this.json);
	}

	/** For whoever makes JSON of something that contains it. */
	toJSON(): unknown {
		return this.value;
	}
}
