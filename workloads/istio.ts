/** What makes Istio's proxies send their spans to the agents. OpenCensus, with which they once did, is gone from both. */
import { labels, NAMES, NAMESPACES, PORTS, serviceHost } from "../contract/names";
import { stringify } from "yaml";

/** Name under which Istio knows the agents. */
const PROVIDER = "gke-telemetry";

/** Name of the ConfigMap, and keys of its files. */
const ISTIO_CONFIG_MAP = "istio-tracing";
const ISTIO_FILES = { meshConfig: "mesh-config.yaml", telemetry: "telemetry.yaml" } as const;

/** To be merged into Istio's `meshConfig`: the agent of the proxy's node as an OpenTelemetry provider. */
function istioMeshConfig() {
  return {
    extensionProviders: [
      {
        name: PROVIDER,
        opentelemetry: { service: serviceHost(NAMES.agentService, NAMESPACES.agent), port: PORTS.otlpGrpc },
      },
    ],
  };
}

/** The object that makes all proxies of the mesh use it. They send every span: sampling is the gateway's. */
function istioTelemetry() {
  return {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    metadata: { name: PROVIDER, namespace: "istio-system" },
    spec: { tracing: [{ providers: [{ name: PROVIDER }], randomSamplingPercentage: 100 }] },
  };
}

/**
 * A ConfigMap with both as files, for whoever runs the mesh to apply.
 *
 * The stack does not apply them itself: Istio's installation owns `meshConfig`, and a cluster in which Istio is still to
 * be installed does not know the kind `Telemetry`.
 */
export function istioManifest() {
  const text = (value: unknown) => stringify(value, { lineWidth: 0 });
  return {
    apiVersion: "v1" as const,
    kind: "ConfigMap" as const,
    metadata: { name: ISTIO_CONFIG_MAP, namespace: NAMESPACES.agent, labels: labels(ISTIO_CONFIG_MAP) },
    data: {
      [ISTIO_FILES.meshConfig]: text(istioMeshConfig()),
      [ISTIO_FILES.telemetry]: text(istioTelemetry()),
    },
  };
}
