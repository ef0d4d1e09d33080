import { type Mistake, withLines } from "./mistake";

/** Values of the wrong form. */
export const VALUES: readonly Mistake[] = [
  {
    mistake: "a number in quotes",
    text: withLines("  gke-telemetry:agent:", '    scrapeIntervalSeconds: "30"'),
    line: 5,
    told: ["must be a whole number from 1 to 120", "Write 30, without quotes."],
  },
  {
    mistake: "true in quotes",
    text: withLines('  gke-telemetry:grafana: {enabled: "true"}'),
    line: 4,
    told: ["must be true or false", "Write true, without quotes."],
  },
  {
    mistake: "yes for true",
    text: withLines("  gke-telemetry:grafana: {enabled: yes}"),
    line: 4,
    told: ["Write true."],
  },
  {
    mistake: "a duration",
    text: withLines("  gke-telemetry:agent: {scrapeIntervalSeconds: 30s}"),
    line: 4,
    told: ['is "30s"', "Write 30, in seconds."],
  },
  {
    mistake: "a duration in another unit",
    text: withLines("  gke-telemetry:metrics: {kind: prometheus, retentionHours: 7d}"),
    line: 4,
    told: ["Write 168, in hours."],
  },
  {
    mistake: "a size",
    text: withLines("  gke-telemetry:metrics: {kind: prometheus, storageGiB: 100Gi}"),
    line: 4,
    told: ["Write 100, in GiB."],
  },
  {
    mistake: "a size in another unit",
    text: withLines("  gke-telemetry:agent: {memoryLimitMiB: 1Gi}"),
    line: 4,
    told: ["Write 1024, in MiB."],
  },
  {
    mistake: "a percentage",
    text: withLines("  gke-telemetry:tracing:", "    sampling: {kind: probabilistic, percent: 10%}"),
    line: 5,
    told: ["Write 10, in percent."],
  },
  {
    mistake: "processors as Kubernetes writes them",
    text: withLines("  gke-telemetry:tracing: {gateway: {cpuRequestMillicores: 500m}}"),
    line: 4,
    told: ["Write 500, in millicores."],
  },
  {
    mistake: "a number with separators",
    text: withLines('  gke-telemetry:agent: {samplesPerSecond: "2,000"}'),
    line: 4,
    told: ["Write 2000, without quotes."],
  },
  {
    mistake: "a number out of range",
    text: withLines("  gke-telemetry:agent: {scrapeIntervalSeconds: 600}"),
    line: 4,
    told: ["must be at most 120"],
  },
  {
    mistake: "a fraction",
    text: withLines("  gke-telemetry:agent: {scrapeIntervalSeconds: 7.5}"),
    line: 4,
    told: ["must be a whole number from 1 to 120"],
  },
  {
    mistake: "another case",
    text: withLines("  gke-telemetry:agent: {profile: Low}"),
    line: 4,
    told: ["one of low, default, high", "Did you mean low?"],
  },
  {
    mistake: "a value with a no-break space",
    text: withLines("  gke-telemetry:agent: {profile: low\u00a0}"),
    line: 4,
    told: ["no-break space (U+00A0)", "low"],
  },
  {
    mistake: "typographic quotes",
    text: withLines("  gke-telemetry:agent: {profile: “low”}"),
    line: 4,
    told: ["typographic quotes", "low"],
  },
  {
    mistake: "a number where text is wanted",
    text: withLines("  gke-telemetry:agent: {nodeSelector: {pool: 1}}"),
    line: 4,
    told: ["gke-telemetry:agent.nodeSelector.pool is 1", 'Put it in quotes: "1".'],
  },
  {
    mistake: "a section with nothing in it",
    text: withLines("  gke-telemetry:agent:"),
    line: 4,
    told: ["gke-telemetry:agent is empty", "remove it"],
  },
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
  {
    mistake: "one name for a list",
    text: withLines("  gke-telemetry:agent: {trustedNamespaces: shop}"),
    line: 4,
    told: ["must be a list", "Write [shop]."],
  },
  {
    mistake: "a value for a section",
    text: withLines("  gke-telemetry:grafana: true"),
    line: 4,
    told: ["must be a map of settings", "gke-telemetry:grafana: {enabled: true}"],
  },
];
