import assert from "node:assert/strict";
import { pipelineHolder } from "../../lease/holder";

describe("a trace pipeline's holder", () => {
  it("is project and stack, and the organization if there is one", () => {
    assert.equal(pipelineHolder("organization", "gke-telemetry", "prod").name, "gke-telemetry/prod");
    assert.equal(pipelineHolder("acme", "gke-telemetry", "prod").name, "acme/gke-telemetry/prod");
  });

  it("has a ConfigMap with a valid name for every stack name", () => {
    const names = ["dev", "Dev", "dev.1", "dev_1", "_", "ü".repeat(100), "a".repeat(100)].map(
      (stack) => pipelineHolder("organization", "Gke_Telemetry", stack).configMapName,
    );
    for (const name of names) assert.match(name, /^trace-pipeline-[a-z0-9]([-a-z0-9]{0,48}[a-z0-9])$/);
    assert.equal(new Set(names).size, names.length);
  });

  it("always has the same ConfigMap, because another name would release the lease", () => {
    assert.equal(
      pipelineHolder("organization", "gke-telemetry", "local").configMapName,
      "trace-pipeline-gke-telemetry-local-2640173f",
    );
  });
});
