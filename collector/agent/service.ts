/** The agents' Services: one to which applications send OTLP, and one by which a Prometheus operator finds the agents. */
import { everyAgentSelector } from "../../contract/collector/chart";
import { agentNames, type AgentNames, labels, type ObjectMetadata } from "../../contract/names";
import type { AgentSettings } from "../../settings/schema/settings";
import type { Requirements } from "../requirements/requirements";

const metadata = (name: string, { namespace }: AgentNames): ObjectMetadata => ({
  name,
  namespace,
  labels: labels(name),
});

/**
 * The Service to which applications send OTLP. Its traffic stays on the client's node, or prefers it.
 *
 * @param names names of the agents. Default: those of the stack's own
 */
export function agentService(
  { servicePorts }: Requirements,
  { locality, canary }: Pick<AgentSettings, "locality"> & Partial<Pick<AgentSettings, "canary">>,
  names: AgentNames = agentNames(),
) {
  const traffic =
    locality === "require" ? { internalTrafficPolicy: "Local" } : { trafficDistribution: "PreferSameNode" };
  return {
    metadata: metadata(names.service, names),
    spec: {
      type: "ClusterIP",
      selector: everyAgentSelector(names.release, canary !== undefined),
      ...traffic,
      ports: [...servicePorts.otlp, ...servicePorts.legacy],
    },
  };
}

/** Name of the port of the metrics Service. */
const METRICS_PORT = "metrics";

/**
 * The objects by which a Prometheus operator scrapes the agents: a headless Service and its ServiceMonitor.
 *
 * @param names names of the agents. Default: those of the stack's own
 */
export function agentMonitor(
  { ports }: Requirements,
  {
    scrapeIntervalSeconds,
    monitorLabels,
    canary,
  }: Pick<AgentSettings, "scrapeIntervalSeconds"> & Partial<Pick<AgentSettings, "monitorLabels" | "canary">>,
  names: AgentNames = agentNames(),
) {
  const { metrics } = ports;
  return {
    service: {
      metadata: metadata(names.metricsService, names),
      spec: {
        type: "ClusterIP",
        clusterIP: "None",
        selector: everyAgentSelector(names.release, canary !== undefined),
        ports:
          metrics === undefined
            ? []
            : [{ name: METRICS_PORT, port: metrics, targetPort: metrics, protocol: "TCP" as const }],
      },
    },
    serviceMonitor: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: {
        ...metadata(names.metricsService, names),
        labels: { ...monitorLabels, ...labels(names.metricsService) },
      },
      spec: {
        selector: { matchLabels: labels(names.metricsService) },
        namespaceSelector: { matchNames: [names.namespace] },
        endpoints: [{ port: METRICS_PORT, path: "/metrics", interval: `${scrapeIntervalSeconds}s` }],
      },
    },
  };
}
