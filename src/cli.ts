#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { jobJsonSchema } from "./job/jsonSchema.ts";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

new Command("batchline")
	.description("Runs one operation over many items.")
	.version(version)
	.addCommand(
		new Command("schema")
			.description("print the JSON Schema of job files")
			.action(() => void process.stdout.write(`${JSON.stringify(jobJsonSchema(), null, 2)}\n`)),
	)
	.parse();
