import { type Command, Option } from "commander";

/** What the command line's numbers are read with. */
interface Parsers {
	wholeNumber(text: string): number;
	concurrency(text: string): number | "auto";
}

/** The options of `batchline each`. */
export function withEachFlags(command: Command, { wholeNumber, concurrency }: Parsers): Command {
	const collect = (value: string, before: readonly string[] = []) => [...before, value];
	return command
		.usage("[options] [--] <command> [::: values]")
		.optionsGroup("Items (without any of these, and without :::, the lines of standard input):")
		.option("--files <glob>", "files, by a quoted pattern; may be given several times", collect)
		.option("--lines <file>", "the lines of a file")
		.option("--csv <file>", "the rows of a table (-: standard input); {NAME} is a column")
		.option("--no-header", "the table's first row is none: {1} is its first column")
		.option("--jsonl <file>", "lines of JSON (-: standard input); {NAME} is a member")
		.option("--range <from> <to>", "whole numbers")
		.option("-0, --null", "lines end with a NUL, as find -print0 writes them")
		.option("-r, --no-run-if-empty", "no items are a success")
		.option("--key <template>", "what an item is called in lists and reports")
		.option("--limit <n>", "the first n items only", wholeNumber)
		.optionsGroup("Requests, in place of a command:")
		.option("--get <url>", "send a GET for each item, and print the answers")
		.option("--post <url>", "send each item as JSON, or as text; also --put, --patch and --delete")
		.addOption(new Option("--put <url>").hideHelp())
		.addOption(new Option("--patch <url>").hideHelp())
		.addOption(new Option("--delete <url>").hideHelp())
		.option("-H, --http-header <header>", 'a header ("Name: value"); may be given several times', collect)
		.option("-d, --data <template>", "what is sent in place of the item")
		.optionsGroup("How it runs:")
		.option(
			"-j, --concurrency <n>",
			'items at once, or "auto" (default: the number of processors; requests: 4)',
			concurrency,
		)
		.option("-n, --max-args <n>", "so many items a call", wholeNumber)
		.option(
			"--retries <n>",
			"tries of an item in all, also after exit codes (default: 3, after what may pass)",
			wholeNumber,
		)
		.option("--timeout <time>", "longest time for one try: 30s, 2m")
		.option("--rate <rate>", "so many calls a second or minute: 10/s, 90/m")
		.option("--keep-going", "also if the first 20 items all fail")
		.option("--fresh", "start over, even if the same command line has an unfinished run")
		.option("--parallel", "run it even while the same command line is being run")
		.option("--quiet", "no live line")
		.optionsGroup("Output:")
		.option("-k, --keep-order", "in the order of the items (default: as they end)")
		.option("--tag", "with the item and a tab before each line")
		.addOption(new Option("--dry-run", "only print the command lines").conflicts(["fresh", "parallel", "save"]))
		.option("--save <file>", "only write the job file, NAME.batch.json")
		.addHelpText("after", examples);
}

const examples = `
In the command, {} is the item ({.} without its extension, {/} without its folder, {//} its folder, {/.} its stem), {#}
its number, {NAME} a column, and {{ }} a template. Without any, the item is added at the end. One quoted word is a line
for the shell; anything else runs without a shell.

  ls *.jpg | batchline each -j 8 -- convert {} {.}.png
  batchline each --csv people.csv -- curl -sf https://api.example/{id}
  batchline each gzip --best ::: *.html
  batchline each 'zcat {} | wc -l' ::: *.gz
  batchline each --jsonl - --post https://api.example/people < people.jsonl`;
