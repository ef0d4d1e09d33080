import assert from "node:assert/strict";
import { prometheusConfig, prometheusManifests } from "../../backends/prometheus";
import type { StoreSettings } from "../../settings/delivery";

const settings: StoreSettings = {
  kind: "prometheus",
  retentionHours: 12,
  storageGiB: 20,
  expectedSamplesPerSecond: 10_000,
  outOfOrderMinutes: 30,
  credentialsGeneration: 1,
};

const args = (exemplars?: boolean) => {
  const { statefulSet } =
    exemplars === undefined ? prometheusManifests(settings, {}) : prometheusManifests(settings, {}, { exemplars });
  return statefulSet.spec.template.spec.containers[0]!.args;
};

describe("Prometheus with traces", () => {
  it("keeps a bounded number of exemplars", () => {
    assert.ok(args(true).includes("--enable-feature=exemplar-storage"));
    const { storage } = prometheusConfig(settings, [], { exemplars: true });
    assert.deepEqual("exemplars" in storage && storage.exemplars, { max_exemplars: 100_000 });
  });

  it("is the same to the byte as ever where the stack has none", () => {
    assert.ok(!args().some((argument) => argument.includes("exemplar")));
    assert.equal(
      JSON.stringify(prometheusManifests(settings, {}, { exemplars: false })),
      JSON.stringify(prometheusManifests(settings, {})),
    );
  });
});
