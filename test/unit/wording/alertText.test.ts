import assert from "node:assert/strict";
import { alertText } from "../../../src/wording/alertText.ts";
import { alertOf } from "../dashboard/trialRun.ts";

describe("an alert on the dashboard", () => {
	it("says since when it stands, and why", () => {
		assert.equal(
			alertText(alertOf({ since: new Date(2026, 10, 24, 14, 5).getTime() })),
			"Since 14:05: 62% of 120 items in the last 30 s succeeded, below 90% (alerts.successRateBelow).",
		);
	});
});
