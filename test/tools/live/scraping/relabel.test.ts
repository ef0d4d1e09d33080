import assert from "node:assert/strict";
import { durationSeconds, resolved, scrapeJobs, targetOutcome } from "../../../../tools/live/scraping/job";
import { relabel } from "../../../../tools/live/scraping/relabel";

// Every action is compared with Prometheus itself in test/acceptance/cases/relabelling.ts. Here is what people rely on.
describe("relabelling in the tools", () => {
  it("names the rule that drops a target, and what the rule saw", () => {
    const rules = [
      { source_labels: ["a"], regex: "(.+)", target_label: "b", replacement: "$1-${1}" },
      { source_labels: ["a", "b"], regex: "x;.*", action: "drop" },
    ];
    const { drop } = relabel(rules, { a: "x" });
    assert.deepEqual([drop?.index, drop?.value], [1, "x;x-x"]);
    assert.deepEqual(relabel(rules, { a: "y" }).labels, { a: "y", b: "y-y" });
  });

  it("reads RE2: flags, and in time that grows with the text alone", () => {
    const rule = { source_labels: ["a"], regex: "(?i)TRUE", action: "keep" };
    assert.ok(relabel([rule], { a: "true" }).labels);
    const slow = { source_labels: ["a"], regex: "(a*)*b", action: "keep" };
    assert.ok(relabel([slow], { a: "a".repeat(5000) }).drop);
  });

  it("reads a configuration as the collector does", () => {
    const read = resolved(
      { regex: "$${1}", node: "${env:NODE}", port: "${env:PORT:-80}", gone: "${env:GONE}" },
      { NODE: "n" },
    );
    assert.deepEqual(read, { regex: "${1}", node: "n", port: "80", gone: "" });
  });

  it("says why Prometheus refuses a target", () => {
    const scrape_configs = [{ job_name: "a", scrape_interval: "5s", scrape_timeout: "10s" }];
    const [job] = scrapeJobs({ receivers: { prometheus: { config: { scrape_configs } } } }, {});
    assert.equal(targetOutcome(job!, { __address__: "h:1" }).refused, "its timeout 10s is longer than its interval 5s");
    assert.equal(durationSeconds("1m30s"), 90);
    assert.equal(durationSeconds("soon"), undefined);
  });
});
