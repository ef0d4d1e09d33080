import { type Mistake, onFourthLine } from "./mistake";

/** Values and lines that people write in another way. Each is the fourth line of a stack file. */
export const MORE_VALUES: readonly Mistake[] = (
  [
    ["  gke-telemetry:agent: {memoryLimitMiB: 0.5Gi}", "gke-telemetry:agent.memoryLimitMiB", "Write 512, in MiB."],
    [
      "  gke-telemetry:agent: {memoryLimitMiB: 64}",
      "gke-telemetry:agent.memoryLimitMiB",
      "Set gke-telemetry:agent.memoryLimitMiB to 128 or more.",
    ],
    [
      "  gke-telemetry:agent: {scrapeIntervalSeconds: 1m}",
      "gke-telemetry:agent.scrapeIntervalSeconds",
      "Write 60, in seconds.",
    ],
    [
      "  gke-telemetry:agent: {scrapeIntervalSeconds: 1m30s}",
      "gke-telemetry:agent.scrapeIntervalSeconds",
      "Write 90, in seconds.",
    ],
    [
      "  gke-telemetry:agent: {scrapeIntervalSeconds: 500ms}",
      "gke-telemetry:agent.scrapeIntervalSeconds",
      "Write a whole number, in seconds.",
    ],
    [
      "  gke-telemetry:alerts: {alertmanager: {kind: own, receivers: [], defaultReceiver: a}}",
      "gke-telemetry:alerts.alertmanager.receivers",
      "must have at least 1 entry. Add one to gke-telemetry:alerts.alertmanager.receivers.",
    ],
    [
      "  gke-telemetry:imagePullSecrets: [a, b, c, d, e, f, g, h, i, j, k]",
      "gke-telemetry:imagePullSecrets",
      "must have at most 10 entries. Shorten gke-telemetry:imagePullSecrets.",
    ],
    [
      '  gke-telemetry:metrics: {kind: remote, url: "https://mimir.example.com/ push"}',
      "gke-telemetry:metrics.url",
      "must be an address that begins with http:// or https://, without spaces",
    ],
    [
      "  gke-telemetry:metrics: {kind: prometheus, expectedSamplesPerSecond: 1}",
      "gke-telemetry:metrics.expectedSamplesPerSecond",
      "Set gke-telemetry:metrics.expectedSamplesPerSecond to 15000 or remove it.",
    ],
    ["  gke-telemetry:agent: {profile: medium}", "gke-telemetry:agent.profile", "Did you mean default?"],
    ['  gke-telemetry:agent: {enrich: "false"}', "gke-telemetry:agent.enrich", "Write false, without quotes."],
    ["  gke-telemetry:agent: {enrich: 0}", "gke-telemetry:agent.enrich", "Write false."],
    ["  gke-telemetry:agent: {logLevel: warning}", "gke-telemetry:agent.logLevel", "Did you mean warn?"],
    [
      "  gke-telemetry:agent: {tolerations: {key: dedicated, operator: Exists}}",
      "gke-telemetry:agent.tolerations",
      'Begin each entry with "- ", on a line of its own.',
    ],
    [
      "  gke-telemetry:agent: {tolerations: [{key: dedicated, operator: Equals, value: telemetry}]}",
      "gke-telemetry:agent.tolerations[0].operator",
      "Did you mean Equal?",
    ],
    [
      "  gke-telemetry:agent: {tolerations: [dedicated]}",
      "gke-telemetry:agent.tolerations[0]",
      "Write a map. It has the settings key, operator, value, effect, tolerationSeconds.",
    ],
    [
      '  gke-telemetry:agent: {maxUnavailable: "110%"}',
      "gke-telemetry:agent.maxUnavailable",
      "Set gke-telemetry:agent.maxUnavailable to a whole number from 1 to 1000, or a share such as 10%.",
    ],
    ["  gke-telemetry:delivery: disk", "gke-telemetry:delivery", "Did you mean durable?"],
    ["  gke-telemetry:delivery: Durable", "gke-telemetry:delivery", "Did you mean durable?"],
    ["  gke-telemetry:outageMinutes: 1h", "gke-telemetry:outageMinutes", "Write 60, in minutes."],
    [
      "  gke-telemetry:outageMinutes: 2000",
      "gke-telemetry:outageMinutes",
      "Set gke-telemetry:outageMinutes to 1440 or less.",
    ],
    [
      '  gke-telemetry:metrics: {kind: mimir, url: "https://mimir.example.com/api/v1/push"}',
      "gke-telemetry:metrics.kind",
      "Did you mean remote?",
    ],
    ["  gke-telemetry:metrics: prometheus", "gke-telemetry:metrics", "Write {kind: prometheus}."],
    [
      "  gke-telemetry:metrics: {kind: remote}",
      "gke-telemetry:metrics.url",
      "Add gke-telemetry:metrics.url: Remote-write URL, such as https://mimir.example.com/api/v1/push.",
    ],
    [
      "  gke-telemetry:metrics: {kind: remote, url: mimir.example.com}",
      "gke-telemetry:metrics.url",
      "Write https://mimir.example.com.",
    ],
    [
      '  gke-telemetry:metrics: {kind: prometheus, retentionHours: "168"}',
      "gke-telemetry:metrics.retentionHours",
      "Write 168, without quotes.",
    ],
    [
      "  gke-telemetry:metrics: {kind: prometheus, storageGiB: 1Ti}",
      "gke-telemetry:metrics.storageGiB",
      "Write 1024, in GiB.",
    ],
    [
      "  gke-telemetry:grafana: {ingress: grafana.example.com}",
      "gke-telemetry:grafana.ingress",
      "Write a map, such as {host: HOST}.",
    ],
    ["  gke-telemetry:tracing: true", "gke-telemetry:tracing", "Write {} for its defaults."],
    ["  gke-telemetry:tracing: {sampling: tail}", "gke-telemetry:tracing.sampling", "Write {kind: tail}."],
    [
      "  gke-telemetry:tracing: {sampling: {kind: tail, percent: 0.1%}}",
      "gke-telemetry:tracing.sampling.percent",
      "Write 0.1, in percent.",
    ],
    ["  gke-telemetry:tracing: {teams: [shop]}", "gke-telemetry:tracing.teams[0]", "Write {name: shop}."],
    [
      "  gke-telemetry:tracing: {teams: [{name: Shop, namespaces: [shop]}]}",
      "gke-telemetry:tracing.teams[0].name",
      "Write shop.",
    ],
    ["  gke-telemetry:logs: {kind: loki}", "gke-telemetry:logs.kind", "Did you mean otlp?"],
    [
      "  gke-telemetry:logs: {enabled: true}",
      "gke-telemetry:logs.kind",
      "Set gke-telemetry:logs.kind to one of victorialogs, otlp.",
    ],
    [
      "  gke-telemetry:alerts: {alertmanager: {kind: own, receivers: [{name: a, kind: mail, to: [a@b.c]}], defaultReceiver: a}}",
      "gke-telemetry:alerts.alertmanager.receivers[0].kind",
      "Did you mean email?",
    ],
    [
      '  gke-telemetry:images: {registry: "https://registry.example.com"}',
      "gke-telemetry:images.registry",
      "Write registry.example.com.",
    ],
    ["  gke-telemetry:charts: ./charts", "gke-telemetry:charts", "Write a map. It has the settings collector."],
    ["  gke-telemetry:mesh: Istio", "gke-telemetry:mesh", "Did you mean istio?"],
    ["  gke-telemetry:imagePullSecrets: regcred", "gke-telemetry:imagePullSecrets", "Write [regcred]."],
    [
      "  gke-telemetry:scrapeJobs: {name: a}",
      "gke-telemetry:scrapeJobs",
      'Begin each entry with "- ", on a line of its own.',
    ],
    ["  gke-telemetry:agent: {profile: low, profile: high}", "this line", "Keep one of them."],
    [
      "  gke-telemetry:agent: {profile: low,, enrich: true}",
      "this line",
      "A quote or a bracket may be missing before it.",
    ],
    ['  gke-telemetry:agent: "{profile: low"', "gke-telemetry:agent", "Take off the quotes around it."],
    ["  - gke-telemetry:grafana: {enabled: true}", "this line", 'Remove the "- " before it.'],
    ['  gke-telemetry:agent: {profile: "low}', "this line", "Close it, or remove it."],
    ["  gke-telemetry:agent: @low", "this line", "Put the value in quotes."],
    ["  gke-telemetry:environment: Prod", "this line", "Keep one of them."],
  ] as const
).map(onFourthLine);
