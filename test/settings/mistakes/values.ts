import { inOneLine, type Mistake, withLines } from "./mistake";

/** Values of the wrong form. */
export const VALUES: readonly Mistake[] = [
  {
    mistake: "a number in quotes",
    text: withLines("  gke-telemetry:agent:", '    scrapeIntervalSeconds: "30"'),
    line: 5,
    told: ["must be a whole number from 1 to 120", "Write 30, without quotes."],
  },
  inOneLine(
    "true in quotes",
    '  gke-telemetry:grafana: {enabled: "true"}',
    "must be true or false",
    "Write true, without quotes.",
  ),
  inOneLine("yes for true", "  gke-telemetry:grafana: {enabled: yes}", "Write true."),
  inOneLine("a duration", "  gke-telemetry:agent: {scrapeIntervalSeconds: 30s}", 'is "30s"', "Write 30, in seconds."),
  inOneLine(
    "a duration in another unit",
    "  gke-telemetry:metrics: {kind: prometheus, retentionHours: 7d}",
    "Write 168, in hours.",
  ),
  inOneLine("a size", "  gke-telemetry:metrics: {kind: prometheus, storageGiB: 100Gi}", "Write 100, in GiB."),
  inOneLine("a size in another unit", "  gke-telemetry:agent: {memoryLimitMiB: 1Gi}", "Write 1024, in MiB."),
  {
    mistake: "a percentage",
    text: withLines("  gke-telemetry:tracing:", "    sampling: {kind: probabilistic, percent: 10%}"),
    line: 5,
    told: ["Write 10, in percent."],
  },
  inOneLine(
    "processors as Kubernetes writes them",
    "  gke-telemetry:tracing: {gateway: {cpuRequestMillicores: 500m}}",
    "Write 500, in millicores.",
  ),
  inOneLine(
    "a number with separators",
    '  gke-telemetry:agent: {samplesPerSecond: "2,000"}',
    "Write 2000, without quotes.",
  ),
  inOneLine("a number out of range", "  gke-telemetry:agent: {scrapeIntervalSeconds: 600}", "must be at most 120"),
  inOneLine(
    "a fraction",
    "  gke-telemetry:agent: {scrapeIntervalSeconds: 7.5}",
    "must be a whole number from 1 to 120",
  ),
  inOneLine("another case", "  gke-telemetry:agent: {profile: Low}", "one of low, default, high", "Did you mean low?"),
  inOneLine(
    "a value with a no-break space",
    "  gke-telemetry:agent: {profile: low\u00a0}",
    "no-break space (U+00A0)",
    "low",
  ),
  inOneLine("typographic quotes", "  gke-telemetry:agent: {profile: “low”}", "typographic quotes", "low"),
  inOneLine(
    "a number where text is wanted",
    "  gke-telemetry:agent: {nodeSelector: {pool: 1}}",
    "gke-telemetry:agent.nodeSelector.pool is 1",
    'Put it in quotes: "1".',
  ),
  inOneLine("a section with nothing in it", "  gke-telemetry:agent:", "gke-telemetry:agent is empty", "remove it"),
  {
    mistake: "a setting with nothing behind it",
    text: withLines("  gke-telemetry:agent:", "    profile:"),
    line: 5,
    told: ["gke-telemetry:agent.profile is empty", "one of low, default, high", "remove it"],
  },
  {
    mistake: "a map for a list",
    text: withLines("  gke-telemetry:tracing:", "    teams: {name: shop, namespaces: [shop]}"),
    line: 5,
    told: ["gke-telemetry:tracing.teams", "must be a list", "- "],
  },
  inOneLine(
    "one name for a list",
    "  gke-telemetry:agent: {trustedNamespaces: shop}",
    "must be a list",
    "Write [shop].",
  ),
  inOneLine(
    "a value for a section",
    "  gke-telemetry:grafana: true",
    "must be a map of settings",
    "gke-telemetry:grafana: {enabled: true}",
  ),
];
