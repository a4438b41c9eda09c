import assert from "node:assert/strict";
import { windowProxies } from "../../../src/vscode/runs/windowProxies.ts";

const env = { HTTPS_PROXY: "http://env.example:1", NO_PROXY: "a.example" };

describe("the proxies of a window's runs", () => {
	it("are those of the environment where no setting says otherwise", () => {
		assert.deepEqual(windowProxies({ proxy: "", noProxy: [], proxySupport: "override" }, env), {
			http: undefined,
			https: { address: "http://env.example:1", from: "HTTPS_PROXY" },
			direct: "a.example",
		});
	});

	it("are that of the setting, for both schemes, but for the hosts that either names", () => {
		const proxy = { address: "http://set.example:2", from: "the setting http.proxy" };
		assert.deepEqual(windowProxies({ proxy: " http://set.example:2 ", noProxy: ["b.example"] }, env), {
			http: proxy,
			https: proxy,
			direct: "a.example,b.example",
		});
	});

	it("are none where the window uses none", () => {
		const found = windowProxies({ proxy: "http://set.example:2", proxySupport: "off" }, env);
		assert.deepEqual(found, { http: undefined, https: undefined, direct: "" });
	});
});
