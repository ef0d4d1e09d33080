import { inOneLine, type Mistake, withLines } from "./mistake";

/** Stack files that are no YAML, or not the YAML that was meant. */
export const WRITING: readonly Mistake[] = [
  {
    mistake: "a missing space after a colon",
    text: withLines("  gke-telemetry:metrics:", "    kind:prometheus", "    retentionHours: 12"),
    line: 5,
    told: ['"kind:prometheus"', "a space is missing after the colon", "Write kind: prometheus"],
  },
  inOneLine(
    "a missing space within braces",
    "  gke-telemetry:metrics: {kind:prometheus, retentionHours: 12}",
    "A space is missing after the colon",
    "Write kind: prometheus",
  ),
  {
    mistake: "a no-break space for indentation",
    text: withLines("  gke-telemetry:agent:", "    profile: low", "\u00a0   scrapeIntervalSeconds: 30"),
    line: 6,
    told: ["a no-break space (U+00A0)", "Write spaces."],
  },
  {
    mistake: "a tab",
    text: withLines("  gke-telemetry:agent:", "\tprofile: low"),
    line: 5,
    told: ["a tab in column 1", "spaces"],
  },
  {
    mistake: "two documents",
    text: `${withLines()}---\n${withLines()}`,
    line: 4,
    told: ["one document", "---"],
    untold: ["parseAllDocuments"],
  },
  {
    mistake: "a key twice",
    text: withLines("  gke-telemetry:outageMinutes: 10", "  gke-telemetry:outageMinutes: 20"),
    line: 5,
    told: ["gke-telemetry:outageMinutes", "twice"],
  },
  {
    mistake: "no config",
    text: "gke-telemetry:environment: dev\ngke-telemetry:cluster: {kind: existing, name: local}\n",
    line: 1,
    told: ["gke-telemetry:environment", "under config:"],
  },
  {
    mistake: "a list for a file",
    text: "- gke-telemetry:environment: dev\n",
    line: 1,
    told: ['must be a map with a map "config"'],
  },
  {
    mistake: "a brace that is not closed",
    text: withLines("  gke-telemetry:metrics: {kind: prometheus", "  gke-telemetry:outageMinutes: 10"),
    line: 5,
    told: ["}"],
  },
];
