import assert from "node:assert/strict";
import { POD_SECURITY_REASON } from "../../contract/annotations";
import { namespaceManifests } from "../../workloads/namespaces";

const defaults: Parameters<typeof namespaceManifests>[0] = {
  agent: { hostNetwork: false, queueVolume: "emptyDir" },
  metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", responseMilliseconds: 200 },
  objects: { enabled: true },
  nodeExporter: { enabled: true, hostNetwork: false, nodeSelector: {} },
  grafana: { enabled: true },
  demo: { hotrod: false, metrics: false },
};

function levels(settings: Partial<typeof defaults>): Record<string, string | undefined> {
  const manifests = namespaceManifests({ ...defaults, ...settings });
  return Object.fromEntries(
    Object.values(manifests.created).map(({ metadata }) => [
      metadata.name,
      metadata.labels["pod-security.kubernetes.io/enforce"],
    ]),
  );
}

describe("namespaces", () => {
  it("holds every pod to the restricted level, node exporter aside", () => {
    assert.deepEqual(levels({}), {
      "open-telemetry": "restricted",
      monitoring: "restricted",
      "node-exporter": "privileged",
      "object-metrics": "restricted",
    });
  });

  it("enforces, audits and warns at the same level, by the latest rules", () => {
    for (const { metadata } of Object.values(namespaceManifests(defaults).created)) {
      const level = metadata.labels["pod-security.kubernetes.io/enforce"];
      for (const mode of ["enforce", "audit", "warn"]) {
        assert.equal(metadata.labels[`pod-security.kubernetes.io/${mode}`], level);
        assert.equal(metadata.labels[`pod-security.kubernetes.io/${mode}-version`], "latest");
      }
    }
  });

  it("lets agents on the node's network in, because restricted would refuse their pods", () => {
    assert.equal(levels({ agent: { hostNetwork: true, queueVolume: "emptyDir" } })["open-telemetry"], "privileged");
  });

  it("lets agents that keep their queue on the node in, for the same reason", () => {
    assert.equal(levels({ agent: { hostNetwork: false, queueVolume: "hostPath" } })["open-telemetry"], "privileged");
  });

  it("gives a reason for each namespace that is not restricted, and only for those", () => {
    for (const { metadata } of Object.values(
      namespaceManifests({ ...defaults, agent: { hostNetwork: true, queueVolume: "emptyDir" } }).created,
    )) {
      const isPrivileged = metadata.labels["pod-security.kubernetes.io/enforce"] === "privileged";
      const reason = "annotations" in metadata ? metadata.annotations[POD_SECURITY_REASON] : undefined;
      assert.equal(reason !== undefined && reason.length > 20, isPrivileged, metadata.name);
    }
  });

  it("leaves out a namespace that nothing would live in", () => {
    assert.deepEqual(
      Object.keys(
        levels({ objects: { enabled: false }, nodeExporter: { enabled: false, hostNetwork: false, nodeSelector: {} } }),
      ),
      ["open-telemetry", "monitoring"],
    );
    assert.deepEqual(Object.keys(levels({ grafana: { enabled: false } })), [
      "open-telemetry",
      "node-exporter",
      "object-metrics",
    ]);
  });

  it("has a namespace for traces and one for demo applications where the settings ask for them, both restricted", () => {
    const { tracing, "telemetry-demo": demo } = levels({ tracing: {}, demo: { hotrod: true, metrics: false } });
    assert.deepEqual([tracing, demo], ["restricted", "restricted"]);
    assert.equal(levels({ demo: { hotrod: false, metrics: true } })["telemetry-demo"], "restricted");
  });

  it("are one where parts share a name, with the reasons of each", () => {
    const names = {
      agent: "edge",
      monitoring: "edge",
      nodeExporter: "edge",
      kubeStateMetrics: "edge",
      tracing: "edge",
      logs: "edge",
      scraper: "edge",
      demo: "edge",
    };
    const all = namespaceManifests({ ...defaults, agent: { ...defaults.agent, hostNetwork: true } }, names);
    assert.deepEqual(
      Object.values(all.created).map(({ metadata }) => [
        metadata.name,
        "annotations" in metadata && metadata.annotations,
      ]),
      [
        [
          "edge",
          {
            "gke-telemetry/pod-security-reason":
              "the agents share the node's network namespace; node exporter reads /proc, /sys and / of the node",
            "gke-telemetry/pod-security-reason-codes": "host-network,host-path",
          },
        ],
      ],
    );
  });
});
