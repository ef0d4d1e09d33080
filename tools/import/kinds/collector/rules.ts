/** What becomes of the values of the collector's chart. */
import { leave, type Rule } from "../../engine/rules";
import { CHART_RULES } from "./chart";
import { exporterRules, extensionRules, serviceRules } from "./exporters";
import { processorRules } from "./processors";
import { receiverRules } from "./receivers";

const configurationRules = (config: string): Rule[] => [
  ...receiverRules(config),
  ...processorRules(config),
  ...exporterRules(config),
  ...extensionRules(config),
  ...serviceRules(config),
  leave(`${config} connectors`, "metrics of spans are tracing.spanMetrics; there is no other connector"),
];

export const COLLECTOR_RULES: readonly Rule[] = [
  ...configurationRules("config"),
  ...configurationRules("alternateConfig"),
  ...CHART_RULES,
];
