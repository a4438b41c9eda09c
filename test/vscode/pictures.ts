// `npm run pictures`: takes the pictures in docs/images again, of a real window with a run against a loopback server.
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { npmVscode } from "../host/npmVscode.ts";
import { repository } from "../host/repository.ts";
import { Window } from "../host/window.ts";
import { Blog } from "./window/blog.ts";
import { DashboardPage } from "./window/dashboardPage.ts";

const folder = join(repository, "docs/images");
const size = { width: 1280, height: 800 };
const rowCount = 1_400;
const tickMs = 25;

await npmVscode();
await mkdir(folder, { recursive: true });
const blog = await Blog.start();
const window = await Window.open({
	size,
	allBuiltIn: true, // like a user's window
	settings: {
		"batchline.defaults.retry.minDelay": "200ms",
		"batchline.defaults.concurrency": 8,
		"editor.minimap.enabled": false,
		"editor.wordWrap": "on",
	},
	files: { "posts.csv": await posts(), "create-posts.batch.json": blog.job({}, "Create posts") },
});
try {
	await askWizard();
	await run();
} finally {
	await window.dispose();
	await blog.dispose();
}

/** Enough rows for a run that lasts long enough for the pictures. */
async function posts(): Promise<string> {
	const text = await readFile(join(repository, "test/fixtures/workspace/posts.csv"), "utf8");
	const [header = "", ...rows] = text.trimEnd().split("\n");
	const more = Array.from({ length: rowCount }, (_, n) => `${n + 1}-${rows[n % rows.length]}`);
	return `${[header, ...more].join("\n")}\n`;
}

async function askWizard(): Promise<void> {
	const { editor, quickInput } = window;
	await editor.openFile("posts.csv");
	await editor.selectLines(2, 41);
	await window.command("Batch: Run Batch on Selection…");
	await quickInput.pick("HTTP request…");
	await quickInput.pick("POST");
	await quickInput.waitForTitle("HTTP Request: POST");
	await quickInput.type(blog.url);
	await quickInput.accept();
	await quickInput.waitForTitle(`HTTP Request: POST ${blog.url}`);
	await quickInput.accept();
	await quickInput.waitForEntry("Run");
	await picture("wizard", { height: 460 });
	await quickInput.cancel();
}

async function run(): Promise<void> {
	const dashboard = new DashboardPage(window);
	blog.refuse("ferry-timetables", 503);
	blog.refuse("bread-ovens", 500);
	blog.refuse("small-teams", 422);
	await window.openContainer("Batch");
	await window.view("Runs").titleAction("Run Job…");
	await window.quickInput.pick("create-posts.batch.json");
	await window.view("Runs").inlineAction("Create posts", "Show Dashboard");
	await dashboard.waitForState("Running");
	// A rate that varies, like a real server's.
	let tick = 0;
	const answering = setInterval(() => blog.answer(tick++ % 3 === 0 ? 2 + Math.round(Math.sin(tick / 60)) : 1), tickMs);
	try {
		await window.view("Failed Items").expand(/^503/);
		await dashboard.waitForProgress(/^[3-5]\d%/);
		await dashboard.waitForProgress(/^[56]\d%/);
		await picture("dashboard-dark");
		await window.setTheme("light");
		await dashboard.waitForProgress(/^[789]\d%/);
		await picture("dashboard-light");
		await dashboard.waitForState("Completed with failures");
	} finally {
		clearInterval(answering);
	}
	await window.notifications.find(/^Create posts is done/);
	await window.view("Failed Items").row(/ferry/).hover();
	await picture("failed-items", { pointer: "stays" });
}

async function picture(name: string, options?: Parameters<Window["screenshot"]>[1]): Promise<void> {
	await window.screenshot(name, { ...options, folder });
	console.log(`docs/images/${name}.png`);
}
