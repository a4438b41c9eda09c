import assert from "node:assert/strict";
import fc from "fast-check";
import { SettingsError } from "../../../../src/base/settingsError.ts";
import { UrlTemplate } from "../../../../src/http/urlTemplate.ts";
import { scopeOf } from "../../../../src/templates/scope.ts";
import { itemOf } from "./httpTrial.ts";

const variables: Record<string, string> = { "env:BASE": "https://api.example/v1", "env:HOST": "https://api.example" };

function template(text: string): UrlTemplate {
	return new UrlTemplate(text, { variables: { get: (name) => variables[name], secrets: [] }, path: ["url"] });
}

function rendered(text: string, value: unknown): string {
	return template(text).render(scopeOf(itemOf(value), { runId: "run-1", batch: 0, attempt: 1 })).href;
}

describe("a URL", () => {
	for (const [value, expected] of [
		["a/b", "a%2Fb"],
		["../../admin", "..%2F..%2Fadmin"],
		["a?b=c#d", "a%3Fb%3Dc%23d"],
		["a b+c", "a%20b%2Bc"],
		["@evil.com", "%40evil.com"],
		["\\evil.com", "%5Cevil.com"],
		["100%", "100%25"],
		["%2e%2e", "%252e%252e"],
		["grüße ☃", "gr%C3%BC%C3%9Fe%20%E2%98%83"],
		["a\r\nb\tc", "a%0D%0Ab%09c"],
		["{{ key }}${env:BASE}", "%7B%7B%20key%20%7D%7D%24%7Benv%3ABASE%7D"],
		[17, "17"],
		[true, "true"],
	] as const) {
		it(`has ${JSON.stringify(value)} encoded in its path`, () => {
			assert.equal(
				rendered("https://api.example/posts/{{ item }}/x", value),
				`https://api.example/posts/${expected}/x`,
			);
		});
	}

	it("has values encoded in its query, where empty ones and dots are harmless", () => {
		assert.equal(
			rendered("https://api.example/?q={{ item.q }}&e={{ item.e }}&d={{ item.d }}", { q: "a&b=c", e: "", d: ".." }),
			"https://api.example/?q=a%26b%3Dc&e=&d=..",
		);
	});

	it("takes variables as they are", () => {
		assert.equal(rendered("${env:BASE}/{{ item }}", "/"), "https://api.example/v1/%2F");
	});

	describe("with a secret", () => {
		const withSecret = (text: string, secret: string) =>
			new UrlTemplate(text, { variables: { get: () => secret, secrets: [secret] }, path: ["url"] });
		const href = (text: string, secret: string) =>
			withSecret(text, secret).render(scopeOf(itemOf(1), { runId: "run-1", batch: 0, attempt: 1 })).href;

		for (const [text, secret, mark] of [
			["https://api.example/${secret:path}/x", "ab#cd", "#"],
			["https://api.example/?key=${secret:path}", "#abcd", "#"],
			["https://api.example/{{ item }}?a=1&key=${secret:path}&b=2", "ab&cd", "&"],
			['https://api.example/{{ item | upcase }}?key={{ "${secret:path}" }}', "ab&cd", "&"],
		] as const) {
			it(`that would cut it at ${mark} is refused: ${text}`, () => {
				assert.throws(
					() => withSecret(text, secret),
					(error) => {
						assert.ok(error instanceof SettingsError);
						assert.equal(error.offset, text.indexOf("${"));
						assert.match(error.message, /^The secret \$\{secret:path\} has "[#&]" in it/);
						assert.ok(error.message.includes(`has "${mark}" in it`) && !error.message.includes(secret));
						assert.match(error.suggestion ?? "", /^Write \{\{ "\$\{secret:path\}" \| url_encode \}\}, /);
						return true;
					},
				);
			});
		}

		it("has it encoded where the template does that, and as it is where it says `raw`", () => {
			const secret = 'a"b#c&d+e/f\\%41{{1}}';
			const encoded = encodeURIComponent(secret);
			assert.equal(
				href('https://api.example/{{ "${secret:a}" | url_encode }}/x', secret),
				`https://api.example/${encoded}/x`,
			);
			assert.equal(
				href('https://api.example/?k={{ "${secret:a}" | url_encode }}&n=1', secret),
				`https://api.example/?k=${encoded}&n=1`,
			);
			assert.equal(href('https://api.example/?k={{ "${secret:a}" | raw }}', "ab&c=d"), "https://api.example/?k=ab&c=d");
		});

		it("takes it as it is as a base, as several parts, and as a whole query", () => {
			for (const base of ["${secret:hook}", '{{ "${secret:hook}" }}']) {
				assert.equal(href(base, "https://api.example/a#top"), "https://api.example/a#top");
			}
			assert.equal(
				href("https://api.example/${secret:hook}", "T0/B0/x?sig=a%2Bb&v=1"),
				"https://api.example/T0/B0/x?sig=a%2Bb&v=1",
			);
			assert.equal(
				href("https://api.example/blob?${secret:sas}", "sv=1&sig=a%3D"),
				"https://api.example/blob?sv=1&sig=a%3D",
			);
			assert.equal(href("https://api.example/?sig=${secret:sig}", "a%2Bb/="), "https://api.example/?sig=a%2Bb/=");
		});
	});

	it("takes a value as it is where the template says so", () => {
		assert.equal(rendered("https://api.example/{{ item | raw }}", "a/b?c=d e"), "https://api.example/a/b?c=d%20e");
		assert.equal(rendered("https://api.example/{{ item | url_encode }}", "a/b"), "https://api.example/a%2Fb");
	});

	it("may come from the item as a whole, where the template says so", () => {
		assert.equal(rendered("{{ item.url | raw }}", { url: "https://other.example/x?y" }), "https://other.example/x?y");
		assert.equal(
			rendered("{{ item.base | raw }}/{{ item.id }}", { base: "http://b.example/api", id: "a/b" }),
			"http://b.example/api/a%2Fb",
		);
	});

	for (const value of ["", ".", "..", null]) {
		it(`does not lose a part of its path to ${JSON.stringify(value)}`, () => {
			for (const text of [
				"https://api.example/users/{{ item }}",
				"https://api.example/users/{{ item }}/posts?x={{ key }}",
			]) {
				assert.throws(() => rendered(text, value), {
					name: "ValidationError",
					message: /^The URL would lead elsewhere: the item has (nothing|"\.\.?") for a part of its path, https:/,
				});
			}
		});
	}

	for (const filter of ["url_encode", "cgi_escape", "uri_escape"]) {
		it(`does not lose a part of its path to a value that ${filter} has encoded`, () => {
			for (const value of ["", ".", ".."]) {
				const text = `https://api.example/users/{{ item | ${filter} }}/notes`;
				assert.throws(() => rendered(text, value), { name: "ValidationError", message: /would lead elsewhere/ });
			}
			assert.equal(rendered(`https://api.example/{{ item | ${filter} }}`, "a.b"), "https://api.example/a.b");
			assert.equal(rendered(`https://api.example/x?q={{ item | ${filter} }}`, ".."), "https://api.example/x?q=..");
		});
	}

	it("takes a path of several parts with uri_escape, none of which leads up or ends the path", () => {
		const text = "https://api.example/files/{{ item | uri_escape }}";
		assert.equal(rendered(text, "a b/c.txt"), "https://api.example/files/a%20b/c.txt");
		for (const value of ["../admin", "a/../../b", "a//b", "a/.", "a?b", "a#b"]) {
			assert.throws(() => rendered(text, value), { name: "ValidationError" }, value);
		}
		assert.throws(() => rendered("https://api.example/.{{ item | url_encode }}/b", "."), { name: "ValidationError" });
	});

	it("does not lose a part of its path to dots that meet", () => {
		assert.throws(() => rendered("https://api.example/a/{{ item }}{{ item }}/b", "."), { name: "ValidationError" });
		assert.throws(() => rendered("https://api.example/a/.{{ item }}", "."), { name: "ValidationError" });
	});

	it("is checked for what its tags insert, too", () => {
		for (const tag of ["{% echo item %}", "{% cycle item %}", "{% liquid\necho item %}"]) {
			assert.equal(rendered(`https://api.example/a/${tag}/b`, "x/y z"), "https://api.example/a/x%2Fy%20z/b");
			assert.throws(() => rendered(`https://api.example/a/${tag}/b`, ".."), { name: "ValidationError" }, tag);
			assert.throws(() => rendered(`https://api.example/a/${tag}/b`, ""), { name: "ValidationError" }, tag);
		}
	});

	it("accepts empty values and dots beside other text", () => {
		assert.equal(rendered("https://api.example/a{{ item }}/b/", ""), "https://api.example/a/b/");
		assert.equal(rendered("https://api.example/v1{{ item }}json", "."), "https://api.example/v1.json");
	});

	for (const text of [
		"https://api.example/{{ item }}",
		"https://api.example/a/{{ item }}?q={{ item }}#{{ item }}",
		"${env:BASE}{{ item }}",
		"https://api.example?{{ item }}",
		"https://api.example/{{ item | raw }}",
		"https://api.example/{% if item %}{{ item | append: '@evil.example' }}{% endif %}",
		"https://api.example/{% echo item %}/{% cycle item, 'b' %}",
	]) {
		it(`keeps its host whatever the item is: ${text}`, () => {
			const compiled = template(text);
			const nasty = fc.oneof(
				fc.string(),
				fc.string({
					unit: fc.constantFrom(
						"/",
						"\\",
						"@",
						":",
						".",
						"?",
						"#",
						"evil.example",
						"\t",
						"\n",
						"%",
						"2e",
						"☃",
						"\ud800",
					),
				}),
			);
			fc.assert(
				fc.property(nasty, (value) => {
					try {
						const url = compiled.render(scopeOf(itemOf(value), { runId: "run-1", batch: 0, attempt: 1 }));
						return url.origin === "https://api.example" && url.username === "" && url.password === "";
					} catch (error) {
						return (error as Error).name === "ValidationError";
					}
				}),
			);
		});
	}

	it("never has a value of the item in its host", () => {
		assert.throws(() => rendered("{{ item.url }}/x", { url: "https://evil.example" }), {
			name: "ValidationError",
			message: /before its host is complete\..* write {{ item\.url \| raw }}/,
		});
	});

	for (const [value, message] of [
		["not a URL", /"not a URL" is no valid URL/],
		["file:///etc/passwd", /begins with "file:"/],
		["https://user:pass@host.example/", /user name or a password/],
	] as const) {
		it(`is refused as an item's own where it is ${value}`, () => {
			assert.throws(() => rendered("{{ item | raw }}", value), { name: "ValidationError", message });
		});
	}

	it("holds no half of a surrogate pair", () => {
		assert.throws(() => rendered("https://api.example/{{ item }}", "\ud800"), {
			name: "ValidationError",
			message: /no valid Unicode/,
		});
	});

	describe("is refused before the run when it", () => {
		for (const [what, text, message, suggestion] of [
			["is none", "example.com/posts", /"example\.com\/posts" is no valid URL/, /https:\/\/example\.com/],
			["begins as none", "example.com/{{ item }}", /is no valid URL/, /https:\/\/example\.com/],
			["is of another protocol", "ftp://example.com/{{ item }}", /begins with "ftp:"/, /http/],
			["holds a password", "https://me:secret@example.com/", /password/, /authorization/],
			[
				"has an item after its host without a slash",
				"https://example.com{{ item | raw }}",
				/host is not complete/,
				/https:\/\/example\.com\/\{\{/,
			],
			[
				"has an item after a host that is a variable",
				"${env:HOST}{{ item | raw }}",
				/host is not complete/,
				/https:\/\/api\.example\/\{\{/,
			],
			["has an item for its host", "https://{{ item.host }}/x", /host is not complete/, /item\.url \| raw/],
			["has an item for its port", "https://example.com:{{ item.port }}/", /host is not complete/, /slash/],
			["has three slashes before an item", "https:///{{ item | raw }}", /host is not complete/, /raw/],
		] as const) {
			it(what, () => {
				assert.throws(
					() => template(text),
					(error: unknown) => {
						assert.ok(error instanceof SettingsError, String(error));
						assert.deepEqual(error.path, ["url"]);
						assert.match(error.message, message);
						assert.match(error.suggestion ?? "", suggestion);
						return true;
					},
				);
			});
		}
	});
});
