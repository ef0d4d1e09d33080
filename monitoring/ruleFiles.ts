/** The rule files that Prometheus loads. */
import { AGENT_ALERTS } from "./alerts/agent";
import { alertRule, type AlertSpec, type RuleFile } from "./alerts/model";
import { dashboardLink } from "./dashboards/grafana/alertLinks";
import { DELIVERY_ALERTS } from "./alerts/delivery";
import { earlyAlerts } from "./alerts/early";
import { EXPORTER_ALERTS } from "./alerts/extending/exporters";
import { LOG_ALERTS } from "./alerts/logs";
import { MONITOR_ALERTS } from "./alerts/extending/monitors";
import { NODE_ALERTS } from "./alerts/nodes";
import { objectAlerts, watchedObjects, type WatchedObjects } from "./alerts/objects";
import { READINESS_INTERVAL, readinessAlerts } from "./alerts/readiness";
import { PROMETHEUS_ALERTS } from "./alerts/prometheus";
import { TRACE_ALERTS } from "./alerts/traces";
import { WRITE_PATH_ALERTS } from "./alerts/writePath";
import { type Namespaces, NAMESPACES } from "../contract/names";
import { alertmanagerFacts } from "../facts/alertmanager";
import type { Settings } from "../settings/schema/settings";
import { agentMemory, agentSizing } from "../settings/sizing/agent";
import { exportersOf, withExporters } from "../settings/sizing/extending/exporters";
import { queueSizing } from "../settings/sizing/queue";
import { inNamespaces } from "./ownParts";
import { RECORDING_GROUPS } from "./recording";

/** The properties of a stack on which rules depend. */
export interface MonitoredParts {
  /** Whether it has a trace pipeline. */
  readonly traces: boolean;
  /** Whether it collects the logs of pods. Default: no. */
  readonly logs?: boolean;
  /** What kube-state-metrics watches. Default: there is none. */
  readonly objects?: WatchedObjects | undefined;
}

/** The properties of a stack on which dashboards depend. */
export interface ShownParts extends MonitoredParts {
  /** Whether it has metrics of containers. Default: it has none. */
  readonly containers?: boolean;
  /** Whether its traces have span metrics. Default: if it has traces. */
  readonly spanMetrics?: boolean;
  /** Whether it runs the store of its logs. Default: if it collects logs. */
  readonly logStore?: boolean;
  /** Whether it runs its Prometheus. Default: it does. */
  readonly prometheus?: boolean;
}

export interface RuleOptions extends MonitoredParts {
  /** Whether its alerts are sent to an Alertmanager. */
  readonly delivered: boolean;
  /** Address of the folder of runbooks. */
  readonly runbookBaseUrl: string;
  /** Address of Grafana, without a slash at its end; empty where only its paths are known. Default: there is no Grafana. */
  readonly grafanaUrl?: string | undefined;
  /** Heap at which an agent refuses data, in MiB. */
  readonly memoryLimiterMiB: number;
  /** Whether agents ask the API server for the names of pods. */
  readonly enriched: boolean;
  /** Whether agents read ServiceMonitors and PodMonitors. Default: no. */
  readonly monitors?: boolean;
  /** Whether copies go to further destinations. Default: no. */
  readonly exporters?: boolean;
}

/** Address of Grafana outside the cluster; empty if it has none. */
const grafanaAddress = ({ ingress }: Settings["grafana"]): string => (ingress ? `https://${ingress.host}` : "");

/** What the rules of a stack with these settings depend on. Traces count as soon as they are configured. */
export function ruleOptionsOf(settings: Settings): RuleOptions {
  const { tracing, logs, alerts, agent, grafana } = settings;
  const { alertmanager, runbookBaseUrl } = alerts;
  return {
    traces: tracing !== undefined,
    logs: logs !== undefined,
    objects: watchedObjects(settings),
    delivered: alertmanagerFacts(alertmanager).targets !== undefined,
    runbookBaseUrl,
    grafanaUrl: grafana.enabled ? grafanaAddress(grafana) : undefined,
    memoryLimiterMiB: withExporters(
      agentMemory(agentSizing(agent), queueSizing(settings).memoryMiB),
      exportersOf("metrics", settings.exporters),
    ).memoryLimiterMiB,
    enriched: agent.enrich,
    monitors: agent.monitors.enabled,
    exporters: settings.exporters.length > 0,
  };
}

/**
 * Every rule file by its file name, as plain data.
 *
 * @param namespaces the stack's namespaces. Default: `NAMESPACES`
 */
export function ruleFiles(
  {
    traces,
    logs = false,
    objects,
    delivered,
    runbookBaseUrl,
    grafanaUrl,
    memoryLimiterMiB,
    enriched,
    monitors = false,
    exporters = false,
  }: RuleOptions,
  namespaces: Namespaces = NAMESPACES,
): Record<string, RuleFile> {
  const rule = (spec: AlertSpec, file: string) =>
    alertRule(spec, runbookBaseUrl, grafanaUrl === undefined ? undefined : dashboardLink(spec.name, file, grafanaUrl));
  const alerts = (name: string, specs: readonly AlertSpec[], interval?: string): Record<string, RuleFile> => ({
    [`${name}.yaml`]: {
      groups: [{ name, ...(interval && { interval }), rules: specs.map((spec) => rule(spec, name)) }],
    },
  });
  const files = {
    "recording.yaml": { groups: RECORDING_GROUPS },
    ...alerts("agent-alerts", [...AGENT_ALERTS, ...earlyAlerts(memoryLimiterMiB, enriched)]),
    ...alerts("write-path-alerts", WRITE_PATH_ALERTS),
    ...alerts("node-alerts", NODE_ALERTS),
    ...alerts("prometheus-alerts", PROMETHEUS_ALERTS),
    ...(monitors ? alerts("monitor-alerts", MONITOR_ALERTS) : {}),
    ...(exporters ? alerts("exporter-alerts", EXPORTER_ALERTS) : {}),
    ...(logs ? alerts("log-alerts", LOG_ALERTS) : {}),
    ...(delivered ? alerts("delivery-alerts", DELIVERY_ALERTS) : {}),
    ...(objects ? alerts("object-alerts", objectAlerts(objects)) : {}),
    ...(objects?.agentOnEveryNode ? alerts("readiness-alerts", readinessAlerts(objects), READINESS_INTERVAL) : {}),
    ...(traces ? alerts("trace-alerts", TRACE_ALERTS) : {}),
  };
  return inNamespaces(files, namespaces);
}
