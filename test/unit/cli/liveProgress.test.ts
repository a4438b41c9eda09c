import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { mock } from "node:test";
import type { WriteStream } from "node:tty";
import { stripVTControlCharacters } from "node:util";
import { Emitter } from "../../../src/base/emitter.ts";
import { LiveProgress } from "../../../src/cli/progress/liveProgress.ts";
import { Terminal } from "../../../src/cli/terminal/terminal.ts";
import type { Snapshot } from "../../../src/engine/model/snapshot.ts";
import { snapshot } from "./trialSnapshot.ts";

/** A run whose progress the test sets, and what is written about it. */
function trial({ isTTY }: { isTTY: boolean }) {
	const stream = Object.assign(new PassThrough({ encoding: "utf8" }), { isTTY, columns: 100 });
	const changed = new Emitter<Snapshot>((error) => {
		throw error;
	});
	const terminal = new Terminal(stream as unknown as WriteStream, { TERM: "xterm" });
	const progress = new LiveProgress({ snapshot, onDidChange: changed.event }, terminal);
	return { changed, terminal, progress, stream, written: () => stream.read() as string | null };
}

describe("The progress of a run where a line cannot be redrawn", () => {
	beforeEach(() => mock.timers.enable({ apis: ["setInterval"] }));
	afterEach(() => mock.timers.reset());

	it("is printed every 10 seconds, in a line of its own", () => {
		const { changed, progress, written } = trial({ isTTY: false });
		changed.fire(snapshot);
		mock.timers.tick(9_999);
		assert.equal(written(), null);
		mock.timers.tick(1);
		assert.equal(written(), "Posts: 42%, 1,234 of 2,900 items, 118/s, 3 failed, 2 min left\n");
		mock.timers.tick(20_000);
		assert.equal(written()?.split("\n").length, 3);
		progress.dispose();
		mock.timers.tick(60_000);
		assert.equal(written(), null);
	});
});

describe("The progress of a run on a terminal", () => {
	it("makes room for other lines, and is redrawn below them and in another width", () => {
		const { changed, terminal, progress, stream, written } = trial({ isTTY: true });
		changed.fire(snapshot);
		const line = written() ?? "";
		assert.match(line, /^Posts .* 2 min left$/);
		terminal.print("hello");
		assert.equal(written(), `\r\u001b[Jhello\n${line}`);
		stream.columns = 50;
		stream.emit("resize");
		const [erasing, narrower] = (written() ?? "").split("\u001b[J");
		assert.equal(
			erasing,
			"\r\u001b[1A",
			"the row above goes too, into which the terminal has wrapped the line's beginning",
		);
		assert.equal(stripVTControlCharacters(narrower ?? ""), " 42%  1,234 of 2,900 items · 118/s · 3 failed · …");
		progress.dispose();
		changed.fire(snapshot);
		terminal.print("done");
		assert.equal(written(), "\ndone\n");
	});
});
