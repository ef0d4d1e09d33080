import assert from "node:assert/strict";
import { prometheusConfig, prometheusManifests } from "../../../workloads/prometheus/manifests";
import { PROMETHEUS_SETTINGS } from "../../harness/prometheusSettings";

const args = (exemplars?: boolean) => {
  const { statefulSet } =
    exemplars === undefined
      ? prometheusManifests(PROMETHEUS_SETTINGS, {})
      : prometheusManifests(PROMETHEUS_SETTINGS, {}, { exemplars });
  return statefulSet.spec.template.spec.containers[0]!.args;
};

describe("Prometheus with traces", () => {
  it("keeps a bounded number of exemplars", () => {
    assert.ok(args(true).includes("--enable-feature=exemplar-storage"));
    const { storage } = prometheusConfig(PROMETHEUS_SETTINGS, [], { exemplars: true });
    assert.deepEqual("exemplars" in storage && storage.exemplars, { max_exemplars: 100_000 });
  });

  it("is the same to the byte as ever where the stack has none", () => {
    assert.ok(!args().some((argument) => argument.includes("exemplar")));
    assert.equal(
      JSON.stringify(prometheusManifests(PROMETHEUS_SETTINGS, {}, { exemplars: false })),
      JSON.stringify(prometheusManifests(PROMETHEUS_SETTINGS, {})),
    );
  });
});
