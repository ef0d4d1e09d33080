import { inOneLine, type Mistake, withLines } from "./mistake";

/** Settings under a wrong name or in a wrong place. */
export const KEYS: readonly Mistake[] = [
  {
    mistake: "a name without its unit",
    text: withLines("  gke-telemetry:agent:", "    scrapeInterval: 30"),
    line: 5,
    told: [
      "agent.scrapeInterval is 30",
      "not a known setting",
      "Did you mean gke-telemetry:agent.scrapeIntervalSeconds?",
    ],
  },
  inOneLine(
    "a size with a unit under a name without one",
    "  gke-telemetry:metrics: {kind: prometheus, storage: 100Gi}",
    "Did you mean gke-telemetry:metrics.storageGiB?",
    "Write 100, in GiB.",
  ),
  inOneLine(
    "another unit in the name",
    "  gke-telemetry:metrics: {kind: prometheus, retentionDays: 7}",
    "Did you mean gke-telemetry:metrics.retentionHours?",
  ),
  inOneLine(
    "a flat key",
    "  gke-telemetry:agent.logLevel: debug",
    "gke-telemetry:agent: {logLevel: debug}",
    "pulumi config set --path gke-telemetry:agent.logLevel debug",
  ),
  inOneLine(
    "a setting of a section at the top",
    "  gke-telemetry:scrapeIntervalSeconds: 30",
    "Did you mean gke-telemetry:agent.scrapeIntervalSeconds?",
  ),
  {
    mistake: "a setting of another section",
    text: withLines("  gke-telemetry:agent:", "    retentionHours: 24"),
    line: 5,
    told: ["Did you mean gke-telemetry:metrics.retentionHours?"],
  },
  {
    mistake: "a top-level setting inside of a section",
    text: withLines("  gke-telemetry:agent:", "    outageMinutes: 24"),
    line: 5,
    told: ["Did you mean gke-telemetry:outageMinutes?"],
  },
  inOneLine(
    "a part of a longer name",
    "  gke-telemetry:agent: {interval: 30}",
    "gke-telemetry:agent.scrapeIntervalSeconds",
  ),
  inOneLine(
    "snake case",
    "  gke-telemetry:agent: {scrape_interval_seconds: 30}",
    "Did you mean gke-telemetry:agent.scrapeIntervalSeconds?",
  ),
  {
    mistake: "the project's prefix inside of a section",
    text: withLines("  gke-telemetry:agent:", "    gke-telemetry:profile: low"),
    line: 5,
    told: ["only keys at the top have the prefix", "Write profile."],
  },
  {
    mistake: "another prefix",
    text: "config:\n  telemetry:environment: dev\n  telemetry:cluster: {kind: existing, name: local}\n",
    line: 2,
    told: ["telemetry:environment", "another project's", "Write gke-telemetry:environment."],
    untold: ["is missing"],
  },
  inOneLine(
    "a misspelt prefix",
    "  gke-telemtry:outageMinutes: 20",
    "gke-telemtry:outageMinutes",
    "Write gke-telemetry:outageMinutes.",
  ),
  inOneLine(
    "a section that is in no settings",
    "  gke-telemetry:loki: {enabled: true}",
    "gke-telemetry:loki",
    "not a known setting",
    "Known settings here: environment, cluster",
  ),
  {
    mistake: "a required section that is missing",
    text: "config:\n  gke-telemetry:environment: dev\n",
    line: 1,
    told: [
      "gke-telemetry:cluster is missing",
      "{kind: existing, name: NAME}",
      "{kind: gke, name: NAME, project: PROJECT, location: LOCATION}",
    ],
  },
  {
    mistake: "a required setting of a section that is missing",
    text: "config:\n  gke-telemetry:environment: dev\n  gke-telemetry:cluster: {kind: existing}\n",
    line: 3,
    told: ["gke-telemetry:cluster.name is missing", "Add gke-telemetry:cluster.name"],
  },
  inOneLine(
    "a section without its kind",
    "  gke-telemetry:metrics: {retentionHours: 12}",
    "gke-telemetry:metrics.kind is missing",
    "one of prometheus, remote",
  ),
];
