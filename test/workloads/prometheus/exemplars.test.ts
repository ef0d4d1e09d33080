import assert from "node:assert/strict";
import { prometheusConfig, prometheusManifests } from "../../../workloads/prometheus/manifests";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";

const args = (exemplars: boolean) => {
  const { statefulSet } = prometheusManifests(PROMETHEUS_SETTINGS, {}, { exemplars });
  return statefulSet.spec.template.spec.containers[0]!.args;
};

describe("Prometheus with traces", () => {
  it("keeps a bounded number of exemplars", () => {
    assert.ok(args(true).includes("--enable-feature=exemplar-storage"));
    const { storage } = prometheusConfig(PROMETHEUS_SETTINGS, [], { exemplars: true });
    assert.deepEqual("exemplars" in storage && storage.exemplars, { max_exemplars: 100_000 });
  });

  it("keeps none where the stack has no traces", () => {
    assert.ok(!args(false).some((argument) => argument.includes("exemplar")));
    assert.ok(!("exemplars" in prometheusConfig(PROMETHEUS_SETTINGS, [], { exemplars: false }).storage));
  });
});
