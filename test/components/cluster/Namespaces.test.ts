import assert from "node:assert/strict";
import { namespaceManifests } from "../../../workloads/namespaces";
import { Namespaces } from "../../../components/cluster/Namespaces";
import { at, recordResources } from "../../harness/recordResources";

describe("Namespaces", () => {
  it("creates each namespace under its own name with its Pod Security labels", async () => {
    const namespaces = namespaceManifests({
      agent: { hostNetwork: false, queueVolume: "emptyDir" },
      metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 200 },
      objects: { enabled: true },
      nodeExporter: { enabled: true, hostNetwork: false, nodeSelector: {} },
      grafana: { enabled: true },
      demo: { hotrod: false, metrics: false },
    });
    const { resources } = await recordResources((opts) => new Namespaces("namespaces", { namespaces }, opts));
    const created = resources.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
    assert.deepEqual(
      created.map(({ name, inputs }) => [name, at(inputs, "metadata", "name"), enforced(inputs)]),
      [
        ["open-telemetry", "open-telemetry", "restricted"],
        ["monitoring", "monitoring", "restricted"],
        ["node-exporter", "node-exporter", "privileged"],
        ["object-metrics", "object-metrics", "restricted"],
      ],
    );
  });
});

function enforced(inputs: unknown): unknown {
  return at(inputs, "metadata", "labels", "pod-security.kubernetes.io/enforce");
}
