/** Every rule across settings, in the order in which problems are told. */
import { AGENT_RULES } from "./rules/agent";
import { CLUSTER_RULES } from "./rules/cluster";
import { CREDENTIALS_RULES } from "./rules/credentials";
import { DELIVERY_RULES } from "./rules/delivery";
import { GRAFANA_RULES } from "./rules/grafana";
import { METRICS_RULES } from "./rules/metrics";
import type { Rule } from "./rules/rule";
import { TRACING_RULES } from "./rules/tracing";

export const RULES: readonly Rule[] = [
  ...CLUSTER_RULES,
  ...AGENT_RULES,
  ...DELIVERY_RULES,
  ...METRICS_RULES,
  ...TRACING_RULES,
  ...GRAFANA_RULES,
  ...CREDENTIALS_RULES,
];
