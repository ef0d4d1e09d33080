import assert from "node:assert/strict";
import { settingsSchema } from "../../settings/schema/settings";
import { nodeExporterManifests } from "../../workloads/nodeExporter";
import { inNamespace } from "../../workloads/placement";
import { prometheusManifests } from "../../workloads/prometheus/manifests";
import { PROMETHEUS_SETTINGS } from "../harness/prometheusSettings";

const settings = settingsSchema.parse({ environment: "test", cluster: { kind: "existing", name: "test" } });

/** Every namespace in a value, however deep. */
function namespacesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, unknown]) =>
    key === "namespace" && typeof item === "string" ? [item] : namespacesIn(item),
  );
}

describe("a workload in another namespace", () => {
  const workloads = {
    prometheus: prometheusManifests(PROMETHEUS_SETTINGS, {}, { exemplars: false }),
    nodeExporter: nodeExporterManifests(settings.nodeExporter),
  };

  for (const [name, manifests] of Object.entries(workloads))
    it(`has every object of ${name} there, and nothing else changed`, () => {
      const placed = inNamespace(manifests, "observability");
      assert.deepEqual(new Set(namespacesIn(placed)), new Set(["observability"]));
      const [own = ""] = namespacesIn(manifests);
      assert.deepEqual(inNamespace(placed, own), manifests);
    });

  it("leaves objects of the cluster, and the labels of selectors, alone", () => {
    const objects = {
      role: { kind: "ClusterRole", metadata: { name: "reader" } },
      policy: { metadata: { name: "p", namespace: "a" }, spec: { namespaceSelector: { matchLabels: { team: "a" } } } },
      absent: undefined,
    };
    assert.deepEqual(inNamespace(objects, "b"), {
      ...objects,
      policy: { ...objects.policy, metadata: { name: "p", namespace: "b" } },
    });
  });
});
