import assert from "node:assert/strict";
import { parse } from "yaml";
import { istioManifest } from "../../workloads/istio";

describe("what Istio is given", () => {
  const { data, metadata } = istioManifest();

  it("names the agents as an OpenTelemetry provider", () => {
    assert.deepEqual(parse(data["mesh-config.yaml"]), {
      extensionProviders: [
        {
          name: "gke-telemetry",
          opentelemetry: { service: "otel-agent.open-telemetry.svc.cluster.local", port: 4317 },
        },
      ],
    });
  });

  it("makes every proxy use that provider, and leaves sampling to the gateway", () => {
    const telemetry = parse(data["telemetry.yaml"]) as { kind: string; spec: unknown };
    assert.equal(telemetry.kind, "Telemetry");
    assert.deepEqual(telemetry.spec, {
      tracing: [{ providers: [{ name: "gke-telemetry" }], randomSamplingPercentage: 100 }],
    });
  });

  it("lies in a ConfigMap, because a cluster may not know Istio's kinds yet", () => {
    assert.deepEqual([metadata.name, metadata.namespace], ["istio-tracing", "open-telemetry"]);
  });
});
