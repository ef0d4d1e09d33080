import assert from "node:assert/strict";
import { configured } from "../../harness/configuredPlan";

describe("a scrape job with a user name", () => {
  it("has a Secret of the stack, which the scraper mounts and nothing shows", async () => {
    const job = { name: "switches", targets: ["switch.example.com:9443"], scheme: "https", username: "metrics" };
    const secrets = { scrapeJobPasswords: '{"switches": "canary-password"}' };
    const plan = await configured({ scrapeJobs: [job] }, secrets);
    assert.deepEqual(plan.problems, []);
    const made = plan.resources.find(({ name }) => name === "scraper-scrape-switches");
    const { metadata, stringData } = made?.inputs as Record<string, Record<string, unknown>>;
    assert.deepEqual([metadata?.["namespace"], metadata?.["name"]], ["scraper", "scrape-switches"]);
    assert.deepEqual(stringData, { username: "[secret]", password: "[secret]" });
    const chart = plan.charts.find(({ release }) => release === "scraper");
    assert.match(JSON.stringify(chart?.values["extraVolumes"]), /"secretName":"scrape-switches"/);
    assert.match(
      JSON.stringify(plan.collectors["scraper"]),
      /"password_file":"\/etc\/otel\/scrape\/switches\/password"/,
    );
    assert.ok(!JSON.stringify(plan).includes("canary-password"));
  });
});
