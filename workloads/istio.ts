/** Configuration with which Istio's proxies send spans to the agents by OTLP. Both have removed OpenCensus. */
import { type AgentNames, agentNames, labels, serviceHost } from "../contract/names";
import { PORTS } from "../contract/ports";
import { stringify } from "yaml";

/** Name of the agents as an extension provider of Istio. */
const PROVIDER = "gke-telemetry";

/** Name of the ConfigMap, and keys of its files. */
const ISTIO_CONFIG_MAP = "istio-tracing";
const ISTIO_FILES = { meshConfig: "mesh-config.yaml", telemetry: "telemetry.yaml" } as const;

/** To be merged into Istio's `meshConfig`: the agent of the proxy's node as an OpenTelemetry provider. */
function istioMeshConfig({ service, namespace }: AgentNames) {
  return {
    extensionProviders: [
      {
        name: PROVIDER,
        opentelemetry: { service: serviceHost(service, namespace), port: PORTS.otlpGrpc },
      },
    ],
  };
}

/**
 * The object that enables the provider for all proxies of the mesh. They send all spans, because the gateway samples.
 */
function istioTelemetry() {
  return {
    apiVersion: "telemetry.istio.io/v1",
    kind: "Telemetry",
    metadata: { name: PROVIDER, namespace: "istio-system" },
    spec: { tracing: [{ providers: [{ name: PROVIDER }], randomSamplingPercentage: 100 }] },
  };
}

/**
 * A ConfigMap with both as files, which the administrator of the mesh applies.
 *
 * The stack does not apply them itself: Istio's installation owns `meshConfig`, and a cluster in which Istio is still
 * to be installed does not know the kind `Telemetry`.
 *
 * @param agents names of the agents. Default: `agentNames()`
 */
export function istioManifest(agents: AgentNames = agentNames()) {
  const text = (value: unknown) => stringify(value, { lineWidth: 0 });
  return {
    apiVersion: "v1" as const,
    kind: "ConfigMap" as const,
    metadata: { name: ISTIO_CONFIG_MAP, namespace: agents.namespace, labels: labels(ISTIO_CONFIG_MAP) },
    data: {
      [ISTIO_FILES.meshConfig]: text(istioMeshConfig(agents)),
      [ISTIO_FILES.telemetry]: text(istioTelemetry()),
    },
  };
}
