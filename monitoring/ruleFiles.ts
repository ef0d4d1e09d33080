/** The rule files that Prometheus loads. */
import { AGENT_ALERTS } from "./alerts/agent";
import { NODE_ALERTS } from "./alerts/nodes";
import { PROMETHEUS_ALERTS } from "./alerts/prometheus";
import { WRITE_PATH_ALERTS } from "./alerts/writePath";
import { RECORDING_GROUPS } from "./recording";
import type { RuleFile } from "./rules";

/** Every rule file by its file name, as plain data. */
export function ruleFiles(): Record<string, RuleFile> {
  return {
    "recording.yaml": { groups: RECORDING_GROUPS },
    "agent-alerts.yaml": { groups: [{ name: "agent-alerts", rules: AGENT_ALERTS }] },
    "write-path-alerts.yaml": { groups: [{ name: "write-path-alerts", rules: WRITE_PATH_ALERTS }] },
    "node-alerts.yaml": { groups: [{ name: "node-alerts", rules: NODE_ALERTS }] },
    "prometheus-alerts.yaml": { groups: [{ name: "prometheus-alerts", rules: PROMETHEUS_ALERTS }] },
  };
}
