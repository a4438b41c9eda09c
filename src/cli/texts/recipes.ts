import { sampleServer, sampleServerFile } from "./sampleServer.ts";

/** A job that runs as it is, to begin with. */
export interface Recipe {
	/** In a few words, for a list. */
	readonly description: string;
	/** Text by file name: the job first, then what it needs. */
	readonly files: Readonly<Record<string, string>>;
	/** What to start before it. */
	readonly before?: string;
	/** What to change for a real one. */
	readonly next: string;
}

const server = { [sampleServerFile]: sampleServer };
const startServer = `node ${sampleServerFile}`;

const texts = `id,text
1,Where is the station?
2,"I can't believe it, we won!"
3,The meeting is at ten.
`;

/** By the kind that `batchline init KIND` names. */
export const recipes: Readonly<Record<string, Recipe>> = {
	http: {
		description: "send a request for each row of a table",
		before: startServer,
		next: "Put your URL in, and a token: it is taken from BATCHLINE_SECRET_API as ${secret:api}.",
		files: {
			"http.batch.json": `{
	"items": { "csv": "people.csv" },
	"run": {
		"http": {
			"method": "POST",
			"url": "http://127.0.0.1:8787/people",
			// "headers": { "authorization": "Bearer \${secret:api}" },
			"json": { "name": "{{ item.name }}", "city": "{{ item.city }}" },
			"expect": [201]
		}
	},
	"key": "{{ item.email }}",
	"rateLimit": { "perSecond": 10 },
	"output": { "jsonl": "people.created.jsonl" }
}
`,
			"people.csv": `email,name,city
ann@mail.example,Ann,Lima
bo@mail.example,Bo,Oslo
cy@mail.example,Cy,Rome
`,
			...server,
		},
	},
	command: {
		description: "run a program for each file",
		next: "Put your program in: a list is run without a shell, so names need no quotes.",
		files: {
			"command.batch.json": `{
	"items": { "files": "texts/*.txt" },
	"run": { "command": ["wc", "-w", "{{ path }}"] },
	"concurrency": 8
}
`,
			"texts/first.txt": "one two three\n",
			"texts/second.txt": "four five\n",
		},
	},
	module: {
		description: "run a function of yours for each line",
		next: "Put your work into check.mjs. What it returns is the result, what it throws is the error.",
		files: {
			"module.batch.json": `{
	"items": { "lines": "words.txt" },
	"run": { "module": "check.mjs" }
}
`,
			"check.mjs": `/** @param {string} item a line */
export default async function check(item, { index, signal }) {
	if (item.startsWith("#")) return false; // left out
	return { length: item.length, isPalindrome: item === [...item].reverse().join("") };
}
`,
			"words.txt": "# words\nlevel\nbatch\nnoon\n",
		},
	},
	replace: {
		description: "find and replace in each file",
		next: "--dry-run shows what would be replaced.",
		files: {
			"replace.batch.json": `{
	"items": { "files": "letters/*.txt" },
	"run": { "replace": { "regex": "\\\\b(\\\\d{4})/(\\\\d\\\\d)/(\\\\d\\\\d)\\\\b", "with": "$1-$2-$3" } }
}
`,
			"letters/may.txt": "Dear Ann, we met on 2026/05/04.\n",
			"letters/june.txt": "Dear Bo, see you on 2026/06/30.\n",
		},
	},
	translate: {
		description: "translate each row of a table by LibreTranslate's interface",
		before: startServer,
		next: "Put the URL of your server in, and the languages.",
		files: {
			"translate.batch.json": `{
	"items": { "csv": "texts.csv" },
	"run": {
		"http": {
			"method": "POST",
			"url": "http://127.0.0.1:8787/translate",
			"json": { "q": "{{ item.text }}", "source": "en", "target": "de" }
		}
	},
	"key": "{{ item.id }}",
	"assert": [{ "that": "result.body.translatedText != nil", "message": "There is no translation." }],
	"output": { "jsonl": "texts.translated.jsonl" }
}
`,
			"texts.csv": texts,
			...server,
		},
	},
	classify: {
		description: "ask a language model about each row, by OpenAI's interface",
		before: startServer,
		next: "Put the URL of your model in, its name, and a token as in the line that is a comment.",
		files: {
			"classify.batch.json": `{
	"items": { "csv": "texts.csv" },
	"run": {
		"http": {
			"method": "POST",
			"url": "http://127.0.0.1:8787/v1/chat/completions",
			// "headers": { "authorization": "Bearer \${secret:openai}" },
			"json": {
				"model": "sample",
				"messages": [
					{ "role": "system", "content": "Answer with one word: calm or excited." },
					{ "role": "user", "content": "{{ item.text }}" }
				]
			}
		}
	},
	"key": "{{ item.id }}",
	"assert": [
		{
			"that": "result.body.choices[0].message.content == 'calm' or result.body.choices[0].message.content == 'excited'",
			"message": "It answered: {{ result.body.choices[0].message.content }}"
		}
	],
	"output": { "jsonl": "texts.classified.jsonl" }
}
`,
			"texts.csv": texts,
			...server,
		},
	},
};
