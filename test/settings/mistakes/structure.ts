import { type Mistake, onFourthLine, withLines } from "./mistake";

const GKE = "{kind: gke, name: local, project: acme-dev, location: europe-west1";

/** A cluster of Google's with a setting that is wrong, on the third line. */
const ofCluster = (mistake: string, setting: string, ...told: string[]): Mistake => ({
  mistake,
  text: withLines().replace("{kind: existing, name: local", setting),
  line: 3,
  told,
});

/** YAML that is valid or nearly so, and means something else than was meant. */
export const STRUCTURE: readonly Mistake[] = [
  ...(
    [
      ["  gke-telemetry:agent: *low", "*low", "nothing before it is marked &low"],
      ["  gke-telemetry:agent: &a {monitors: *a}", "*a inside of what &a marks", "Remove it."],
      ["  gke-telemetry:agent: {<<: low, enrich: true}", "<< before a value that is no map", "Write <<: *NAME"],
      ["  gke-telemetry:agent: !!binary aGVsbG8=", "!!binary", "Write it as text."],
      ["  gke-telemetry:outageMinutes: .inf", "the value .inf", "Write a number."],
      ["  gke-telemetry:agent: {samplesPerSecond: .nan}", "the value .nan", "Write a number."],
      ["  gke-telemetry:outageMinutes: {{ .Values.outage }}", "a map or list as a key", "write the value"],
      ["  gke-telemetry:outageMinutes: ${OUTAGE}", "a template in it", "gke-telemetry:outageMinutes"],
      ["  gke-telemetry:outageMinutes=20", "a colon and a space belong", "Write gke-telemetry:outageMinutes: 20"],
      ["  gke-telemetry:agent: {profile=low}", "gke-telemetry:agent.profile=low", "Write profile: low."],
      ["  gke-telemetry:agent: {profile: low; enrich: true}", "a semicolon", "Write a comma."],
      ["  gke-telemetry:agent: {profile: low}#small", "without a space before its #", "Write a space."],
      ["  gke-telemetry:agent\uff1a{profile: low}", "a full-width colon (U+FF1A)", "Write : and a space."],
      ["  gke-telemetry:\ufeffagent: {profile: low}", "a byte order mark (U+FEFF)", "Remove it."],
      ["  gke-telemetry:\u0430gent: {profile: low}", "Did you mean gke-telemetry:agent?", "(U+0430), which only looks"],
      ["  gke-telemetry:agent: {profile: l\u043ew}", "(U+043E), which only looks", "Did you mean low?"],
      ["  gke-telemetry:gke-telemetry:agent: {profile: low}", "its prefix twice", "Write gke-telemetry:agent"],
      [
        "  gke-telemetry:agent: {monitors.enabled: true}",
        "agent.monitors.enabled",
        "Nest it: monitors: {enabled: true}",
      ],
      [
        "  gke-telemetry:tracing.teams[0].name: shop",
        "gke-telemetry:tracing.teams[0].name",
        "Run: pulumi config set --path 'gke-telemetry:tracing.teams[0].name' shop",
      ],
    ] as const
  ).map(onFourthLine),
  {
    mistake: "one setting with its prefix and without it",
    text: withLines("  agent: {profile: low}", "  gke-telemetry:agent: {profile: high}"),
    line: 5,
    told: ["gke-telemetry:agent, which is the same setting as agent", "Keep one of them."],
  },
  {
    mistake: "a secret with nothing behind it",
    text: withLines(
      "  gke-telemetry:metrics: {kind: remote, url: https://mimir.example.com/api/v1/push}",
      "  gke-telemetry:remoteWriteBearerToken:",
    ),
    line: 5,
    told: ["gke-telemetry:remoteWriteBearerToken is empty", "or remove it"],
    untold: ["rotate"],
  },
  {
    mistake: "a text for a section",
    text: withLines("  gke-telemetry:agent: |", "    profile: low"),
    line: 4,
    told: ["must be a map of settings", "Remove the | or > behind its colon"],
  },
  {
    mistake: "a list for a section",
    text: withLines("  gke-telemetry:agent:", "    - profile: low", "    - logLevel: debug"),
    line: 4,
    told: ["must be a map of settings", 'remove the "- "'],
  },
  {
    mistake: "a line that is indented more than the one before it",
    text: withLines("  gke-telemetry:agent:", "    profile: low", "      logLevel: debug"),
    line: 5,
    told: ["a value, and lines below it that are indented more", "begin in the same column"],
  },
  {
    mistake: "another name for config",
    text: "Config:\n  a: b\n",
    line: 1,
    told: ["Config", "Write config: instead."],
  },
  {
    mistake: "a list below config",
    text: "config:\n  - gke-telemetry:environment: dev\n",
    line: 1,
    told: ['a map "config"', 'Remove the "- " before its lines.'],
  },
  ofCluster("a zone", GKE.replace("location", "zone"), "Write location instead of zone."),
  ofCluster("a region", GKE.replace("location", "region"), "Write location instead of region."),
  ofCluster(
    "a project as a number",
    GKE.replace("acme-dev", "123456789"),
    "a Google Cloud project id:",
    "such as acme-dev",
  ),
  ofCluster("a list for one text", GKE.replace("europe-west1", "[europe-west1]"), "Write europe-west1, without"),
  ofCluster(
    "a unit with another case",
    `${GKE}, nodePool: {diskSizeGb: 100}`,
    "Did you mean gke-telemetry:cluster.nodePool.diskGiB?",
  ),
  ofCluster(
    "an address that does not exist",
    `${GKE}, nodesCidr: 999.0.0.0/8`,
    "its first address",
    "to an IPv4 range.",
  ),
  ofCluster("an address within a range", `${GKE}, nodesCidr: 10.0.0.5/20`, "its first address", "Write 10.0.0.0/20."),
  ofCluster("a cluster of another kind", "{kind: eks, name: local", "one of gke, existing", "Did you mean existing?"),
];
