/** The agents' Services: the one to which workloads send, and the one by which a Prometheus operator finds the agents. */
import { AGENT_SELECTOR } from "../../contract/collectorChart";
import { labels, NAMES, NAMESPACES } from "../../contract/names";
import type { AgentSettings } from "../../settings/schema/settings";
import type { Requirements } from "../requirements/requirements";

const metadata = (name: string) => ({ name, namespace: NAMESPACES.agent, labels: labels(name) });

/** The Service to which workloads send. Its traffic stays on the client's node, or prefers it. */
export function agentService({ servicePorts }: Requirements, { locality }: Pick<AgentSettings, "locality">) {
  const traffic =
    locality === "require" ? { internalTrafficPolicy: "Local" } : { trafficDistribution: "PreferSameNode" };
  return {
    metadata: metadata(NAMES.agentService),
    spec: {
      type: "ClusterIP",
      selector: AGENT_SELECTOR,
      ...traffic,
      ports: [...servicePorts.otlp, ...servicePorts.legacy],
    },
  };
}

/** Name of the port of the metrics Service. */
const METRICS_PORT = "metrics";

/** What a Prometheus operator scrapes: a headless Service, which leads to every agent, and its ServiceMonitor. */
export function agentMonitor(
  { ports }: Requirements,
  { scrapeIntervalSeconds }: Pick<AgentSettings, "scrapeIntervalSeconds">,
) {
  const { metrics } = ports;
  return {
    service: {
      metadata: metadata(NAMES.agentMetricsService),
      spec: {
        type: "ClusterIP",
        clusterIP: "None",
        selector: AGENT_SELECTOR,
        ports:
          metrics === undefined
            ? []
            : [{ name: METRICS_PORT, port: metrics, targetPort: metrics, protocol: "TCP" as const }],
      },
    },
    serviceMonitor: {
      apiVersion: "monitoring.coreos.com/v1",
      kind: "ServiceMonitor",
      metadata: metadata(NAMES.agentMetricsService),
      spec: {
        selector: { matchLabels: labels(NAMES.agentMetricsService) },
        namespaceSelector: { matchNames: [NAMESPACES.agent] },
        endpoints: [{ port: METRICS_PORT, path: "/metrics", interval: `${scrapeIntervalSeconds}s` }],
      },
    },
  };
}
