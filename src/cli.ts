#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { isatty } from "node:tty";
import { commandLine } from "./cli/commandLine.ts";
import { keepHeapSmall } from "./cli/heapGrowth.ts";
import { ask } from "./cli/terminal/ask.ts";
import { Output } from "./cli/terminal/output.ts";
import { Terminal } from "./cli/terminal/terminal.ts";
import { errorReport } from "./cli/texts/errorReport.ts";
import { exitCodes } from "./cli/texts/exitCode.ts";
import { StandardInput } from "./sources/reading/spool.ts";

keepHeapSmall();
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const terminal = new Terminal(process.stderr, process.env);
const output = new Output(process.stdout);

// Node would exit with 1, which means that some items failed.
process.on("uncaughtException", (error) => {
	terminal.print(errorReport(error, process.argv.includes("--debug")).text);
	process.exit(exitCodes.unexpected);
});
// Nothing may keep the process alive after its work: an operation that ignores its abort signal, a timer.
// Not `process.stdin.isTTY`: to make that stream takes longer than a tenth of a start.
const isTerminal = isatty(0);
const host = {
	terminal,
	output,
	env: process.env,
	standardInput: new StandardInput(isTerminal, () => process.stdin),
	canAsk: isTerminal && process.stderr.isTTY,
	ask: (question: string) => ask(question, process.stdin, terminal),
};
commandLine(process.argv.slice(2), version, host).then((code) => process.exit(code));
