/** Every rule across settings, in the order in which problems are reported. */
import { AGENT_RULES } from "./agent";
import { ALERTMANAGER_RULES } from "./alerts/alertmanager";
import { AUTOPILOT_RULES } from "./cluster/autopilot";
import { CANARY_RULES } from "./canary";
import { CLUSTER_RULES } from "./cluster/cluster";
import { CREDENTIALS_RULES } from "./credentials";
import { DELIVERY_RULES } from "./delivery";
import { EXPORTER_RULES } from "./extending/exporters";
import { EXTENDING_RULES } from "./extending/metricRules";
import { GRAFANA_RULES } from "./grafana";
import { LOGS_RULES } from "./logs";
import { PAGE_RULES } from "./pages/rules";
import { METRICS_RULES } from "./metrics";
import { MONITOR_RULES } from "./extending/monitors";
import { NAMESPACE_RULES } from "./namespaces";
import { OWN_METADATA_RULES } from "./extending/ownMetadata";
import { PROCESSOR_RULES } from "./extending/processors";
import { SCRAPE_JOB_RULES } from "./extending/scrapeJobs";
import type { Rule } from "./rule";
import { SCHEDULING_RULES } from "./cluster/scheduling";
import { TRACING_RULES } from "./tracing";

export const RULES: readonly Rule[] = [
  ...CLUSTER_RULES,
  ...AUTOPILOT_RULES,
  ...NAMESPACE_RULES,
  ...AGENT_RULES,
  ...EXTENDING_RULES,
  ...CANARY_RULES,
  ...SCRAPE_JOB_RULES,
  ...PROCESSOR_RULES,
  ...EXPORTER_RULES,
  ...OWN_METADATA_RULES,
  ...MONITOR_RULES,
  ...SCHEDULING_RULES,
  ...DELIVERY_RULES,
  ...METRICS_RULES,
  ...LOGS_RULES,
  ...TRACING_RULES,
  ...GRAFANA_RULES,
  ...PAGE_RULES,
  ...ALERTMANAGER_RULES,
  ...CREDENTIALS_RULES,
];
