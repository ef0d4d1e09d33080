/** The rule files that Prometheus loads. */
import { AGENT_ALERTS } from "./alerts/agent";
import { NODE_ALERTS } from "./alerts/nodes";
import { PROMETHEUS_ALERTS } from "./alerts/prometheus";
import { TRACE_ALERTS } from "./alerts/traces";
import { WRITE_PATH_ALERTS } from "./alerts/writePath";
import { RECORDING_GROUPS } from "./recording";
import type { RuleFile } from "./alerts/model";

/** What a stack has, as far as rules and dashboards are concerned. */
export interface MonitoredParts {
  /** Whether it has a trace pipeline. */
  readonly traces: boolean;
}

/** Every rule file by its file name, as plain data. */
export function ruleFiles({ traces }: MonitoredParts = { traces: false }): Record<string, RuleFile> {
  return {
    "recording.yaml": { groups: RECORDING_GROUPS },
    "agent-alerts.yaml": { groups: [{ name: "agent-alerts", rules: AGENT_ALERTS }] },
    "write-path-alerts.yaml": { groups: [{ name: "write-path-alerts", rules: WRITE_PATH_ALERTS }] },
    "node-alerts.yaml": { groups: [{ name: "node-alerts", rules: NODE_ALERTS }] },
    "prometheus-alerts.yaml": { groups: [{ name: "prometheus-alerts", rules: PROMETHEUS_ALERTS }] },
    ...(traces ? { "trace-alerts.yaml": { groups: [{ name: "trace-alerts", rules: TRACE_ALERTS }] } } : {}),
  };
}
