import assert from "node:assert/strict";
import { refusedEndpoints } from "../../../../tools/live/scraping/monitors";

const told = (endpoint: object) =>
  refusedEndpoints({ spec: { podMetricsEndpoints: [{ port: "metrics", ...endpoint }] } }).map(({ text }) => text);

const ofRules = (...metricRelabelings: readonly object[]) => told({ metricRelabelings });

describe("endpoints of monitors", () => {
  it("have nothing said of them where agents do what they ask", () => {
    assert.deepEqual(told({}), []);
    const dropped = { action: "Drop", sourceLabels: ["__name__"], regex: "go_.+" };
    const renamed = { sourceLabels: ["__name__"], regex: "(.+)_total", targetLabel: "__name__", replacement: "$1" };
    const kept = { action: "labelkeep", regex: "__name__|job|instance|namespace|pod|container|service|endpoint|le" };
    const hashed = { action: "hashmod", sourceLabels: ["path"], modulus: 8, targetLabel: "shard" };
    assert.deepEqual(ofRules(dropped, renamed, kept, hashed, { action: "labeldrop", regex: "uid|id" }), []);
  });

  it("are told with the rule that could change whose a sample is", () => {
    for (const [rule, what] of [
      [{ targetLabel: "namespace", replacement: "other" }, /rule 1 \(replace\) .*: namespace$/],
      [{ targetLabel: "$1", sourceLabels: ["a"] }, /labels whose names follow from the sample$/],
      [{ action: "labelmap", regex: "x_(.+)" }, /rule 1 \(labelmap\) .* names follow from the sample$/],
      [{ action: "labeldrop", regex: "p.d" }, /rule 1 \(labeldrop\) .*: pod$/],
      [{ action: "LabelKeep", regex: "__name__|job" }, /rule 1 \(labelkeep\) .*: instance$/],
      [{ action: "labeldrop" }, /rule 1 \(labeldrop\) .*: __name__$/],
    ] as const) {
      const [text = "", ...more] = ofRules(rule);
      assert.match(text, what);
      assert.deepEqual(more, []);
    }
  });

  it("are told with a rule that nobody can apply, and with too many", () => {
    assert.match(ofRules({ action: "dropp" }).join(), /rule 1 \(dropp\) has an action that Prometheus does not know/);
    assert.match(ofRules({ action: "drop", regex: "(?=a)" }).join(), /a regex that is not RE2/);
    assert.match(ofRules({ sourceLabels: ["a"] }).join(), /has no targetLabel/);
    assert.match(ofRules(...Array<object>(33).fill({ action: "drop", regex: "a" })).join(), /they are 33 rules/);
    const doubled = { sourceLabels: ["a", "a"], targetLabel: "a", replacement: "$1$1" };
    assert.match(ofRules(...Array<object>(4).fill(doubled)).join(), /256 times longer/);
  });

  it("are told where they are not scraped at all", () => {
    assert.match(told({ basicAuth: {} }).join(), /it has basicAuth, and agents send no credentials/);
    assert.match(told({ bearerTokenSecret: { name: "token", key: "a" } }).join(), /bearerTokenSecret\.name/);
    assert.deepEqual(told({ bearerTokenSecret: { key: "" } }), []);
    assert.match(told({ proxyUrl: "http://proxy" }).join(), /asks for a proxy/);
    assert.match(told({ params: { module: ["a", "b"] } }).join(), /its parameter module has 2 values/);
  });
});
