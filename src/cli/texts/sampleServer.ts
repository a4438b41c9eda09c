/** The file that recipes with requests talk to, so that they run as they are. */
export const sampleServerFile = "sample-server.mjs";

export const sampleServer = `// A stand-in for the services that the recipes talk to, on this machine only. Start it: node ${sampleServerFile}
import { createServer } from "node:http";

let people = 0;
const answers = {
	// As many APIs answer who creates something.
	"/people": () => [201, { id: ++people }],
	// LibreTranslate's interface; the translation is the text in capitals.
	"/translate": ({ q }) => (q ? [200, { translatedText: q.toUpperCase() }] : [400, { error: "Invalid request: missing q" }]),
	// OpenAI's; the answer is whether the text has an exclamation mark.
	"/v1/chat/completions": ({ messages }) => {
		const content = messages.at(-1).content.includes("!") ? "excited" : "calm";
		return [200, { choices: [{ message: { role: "assistant", content }, finish_reason: "stop" }] }];
	},
};

const server = createServer(async (request, response) => {
	let text = "";
	for await (const chunk of request) text += chunk;
	const answer = answers[request.url];
	const [status, body] = answer ? answer(JSON.parse(text || "{}")) : [404, { error: "There is nothing here." }];
	response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
});
server.listen(process.env.PORT ?? 8787, "127.0.0.1", () => console.log("Listening at", server.address().port));
`;
