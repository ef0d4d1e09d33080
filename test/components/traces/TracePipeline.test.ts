import assert from "node:assert/strict";
import { TracePipeline } from "../../../components/traces/TracePipeline";
import { at, recordResources, settled } from "../../harness/recordResources";

const args = { holder: "acme/prod", configMapName: "trace-pipeline-acme-prod-1a2b3c4d" };

describe("TracePipeline", () => {
  it("is one ConfigMap in the namespace of the lease, and tells its uid once it exists", async () => {
    const { result, resources, single } = await recordResources((opts) => new TracePipeline("pipeline", args, opts), {
      "kubernetes:core/v1:ConfigMap": (inputs) => ({
        metadata: { ...(at(inputs, "metadata") as object), uid: "uid-1" },
      }),
    });
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["gke-telemetry:tracing:TracePipeline", "kubernetes:core/v1:ConfigMap"],
    );
    const { inputs } = single("kubernetes:core/v1:ConfigMap");
    assert.equal(at(inputs, "metadata", "namespace"), "default");
    assert.equal(at(inputs, "metadata", "name"), args.configMapName);
    assert.equal(at(inputs, "data", "holder"), "acme/prod");
    assert.equal(await settled(result.configMapUid), "uid-1");
  });
});
