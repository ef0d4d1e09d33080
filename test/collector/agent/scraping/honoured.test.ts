import assert from "node:assert/strict";
import { annotatedPodRules, honouredPodRules, verifiedPodRules } from "../../../../collector/agent/relabeling";
import { agentSettings } from "../../../harness/agentSettings";
import { discovered, relabelled } from "../discoveredPod";

const scrape = (more: Record<string, string>) => ({
  "prometheus.io/scrape": "true",
  "prometheus.io/port": "8080",
  ...more,
});

describe("a pod that names its samples itself", () => {
  for (const [value, honoured] of [
    ["true", true],
    ["false", false],
    ["yes", false],
  ] as const)
    it(`${honoured ? "keeps" : "does not keep"} the labels of a pod with prometheus.io/honor-labels ${value}, and scrapes it once`, () => {
      const found = discovered({ annotations: scrape({ "prometheus.io/honor-labels": value }) });
      const kept = [annotatedPodRules, honouredPodRules].map(
        (rules) => relabelled(rules(agentSettings()), found).length,
      );
      assert.deepEqual(kept, honoured ? [0, 1] : [1, 0]);
    });

  it("verifies a pod that asks for both, which then names nothing itself", () => {
    const annotations = scrape({ "prometheus.io/tls-verify": "true", "prometheus.io/honor-labels": "true" });
    const kept = [annotatedPodRules, honouredPodRules, verifiedPodRules].map(
      (rules) => relabelled(rules(agentSettings()), discovered({ annotations })).length,
    );
    assert.deepEqual(kept, [0, 0, 1]);
  });
});
