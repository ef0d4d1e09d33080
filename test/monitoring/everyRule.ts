/** The rules of every part that a stack can have. */
import { ruleFiles } from "../../monitoring/ruleFiles";

export const RULE_OPTIONS = {
  traces: true,
  logs: true,
  objects: { shards: 2, agentOnEveryNode: true, scrapeIntervalSeconds: 30 },
  delivered: true,
  runbookBaseUrl: "https://runbooks.example.com/telemetry",
  grafanaUrl: "https://grafana.example.com",
  memoryLimiterMiB: 400,
  enriched: true,
  monitors: true,
  exporters: true,
};

export const EVERY_RULE = ruleFiles(RULE_OPTIONS);
