import { type Mistake, onFourthLine } from "./mistake";

/** Texts, numbers and secrets of another form than their setting takes. Each is the fourth line of a stack file. */
export const FORMS: readonly Mistake[] = (
  [
    ["  gke-telemetry:agnet: {profile: low}", "gke-telemetry:agnet", "Did you mean gke-telemetry:agent?"],
    [
      "  gke-telemetry:metrics: {kind: prometheus, storageGiB: 99999999999999999999}",
      "must be at most 65536",
      "Set gke-telemetry:metrics.storageGiB to 65536 or less.",
    ],
    [
      "  gke-telemetry:agent: {tolerations: [{key: gpu\u2013pool, operator: Exists}]}",
      "(U+2013), which only looks",
      "Write gpu-pool.",
    ],
    ["  gke-telemetry:agent: {nodeSelector: [pool=a]}", "agent.nodeSelector", "Write {pool: a}."],
    ["  gke-telemetry:agent: {maxUnavailable: 0.1}", "agent.maxUnavailable", "Write 10%."],
    [
      "  gke-telemetry:agent: {metricRules: [{drop: go_(}]}",
      "must be a regular expression",
      "agent.metricRules[0].drop",
    ],
    ["  gke-telemetry:tracing: {sampling: {kind: head}}", "sampling.kind", "Did you mean probabilistic?"],
    ["  gke-telemetry:tracing: {sampling: {kind: tail, ratio: 0.1}}", "ratio", "sampling.percent?"],
    [
      "  gke-telemetry:tracing: {teams: [{name: a, namespaces: [a], storage: {kind: disk}}]}",
      "storage.kind",
      "Did you mean volume?",
    ],
    [
      '  gke-telemetry:scrapeJobs: [{name: db, targets: ["http://db:9187/metrics"]}]',
      "scrapeJobs[0].targets[0]",
      "Write db:9187.",
    ],
    ['  gke-telemetry:scrapeJobs: [{name: db, targets: ["db:9187"], path: metrics}]', "path", "Write /metrics."],
    [
      '  gke-telemetry:grafana: {ingress: {host: "https://grafana.example.com/", tlsSecretName: a}}',
      "grafana.ingress.host",
      "Write grafana.example.com.",
    ],
    ['  gke-telemetry:collectorImage: {repository: "ghcr.io/a/b:1.0"}', "without tag", "Write ghcr.io/a/b."],
    ["  gke-telemetry:collectorImage: {tag: 1.10}", "collectorImage.tag", "Put it in quotes, with all its digits."],
    ['  gke-telemetry:collectorImage: {digest: "sha256:abc"}', "digest", "to sha256: and 64 hexadecimal digits."],
    [
      '  gke-telemetry:exporters: [{name: v, signals: [metrics], endpoint: "https://user:hunter2@otlp.example.com"}]',
      "https://[hidden]@otlp.example.com",
      "without credentials",
    ],
    [
      '  gke-telemetry:exporters: [{name: v, signals: [metrics], endpoint: "https://a.b", headers: {Authorization: hunter2}}]',
      "headers.Authorization must not be here: it is a secret",
      "set the secret of this destination",
    ],
  ] as const
).map(onFourthLine);
