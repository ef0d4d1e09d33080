import { type Mistake, onFourthLine } from "./mistake";

/** Names that people know from elsewhere, or write in another way. Each is the fourth line of a stack file. */
export const MORE_KEYS: readonly Mistake[] = (
  [
    [
      "  gke-telemetry:agent: {memory: 512Mi}",
      "gke-telemetry:agent.memory",
      "Did you mean gke-telemetry:agent.memoryLimitMiB or gke-telemetry:agent.memoryLimiterMiB? Write 512, in MiB.",
    ],
    [
      "  gke-telemetry:agent: {memoryLimit: 512Mi}",
      "gke-telemetry:agent.memoryLimit",
      "Did you mean gke-telemetry:agent.memoryLimitMiB? Write 512, in MiB.",
    ],
    [
      "  gke-telemetry:agent: {scrapeIntervalMs: 30000}",
      "gke-telemetry:agent.scrapeIntervalMs",
      "Did you mean gke-telemetry:agent.scrapeIntervalSeconds?",
    ],
    [
      "  gke-telemetry:agent: {Profile: low}",
      "gke-telemetry:agent.Profile",
      "Did you mean gke-telemetry:agent.profile?",
    ],
    [
      "  gke-telemetry:agent: {resources: {limits: {memory: 512Mi}}}",
      "gke-telemetry:agent.resources",
      "Did you mean gke-telemetry:agent.memoryLimitMiB?",
    ],
    ["  gke-telemetry:agents: {profile: low}", "gke-telemetry:agents", "Did you mean gke-telemetry:agent?"],
    ["  gke-telemetry:Agent: {profile: low}", "gke-telemetry:Agent", "Did you mean gke-telemetry:agent?"],
    ["  gke-telemetry:outage: 20", "gke-telemetry:outage", "Did you mean gke-telemetry:outageMinutes?"],
    ["  gke-telemetry:outage_minutes: 20", "gke-telemetry:outage_minutes", "Did you mean gke-telemetry:outageMinutes?"],
    ["  gke-telemetry:metrics: {type: prometheus}", "gke-telemetry:metrics.kind", "Write kind instead of type."],
    [
      "  gke-telemetry:metrics: {kind: prometheus, retention: 7d}",
      "gke-telemetry:metrics.retention",
      "Did you mean gke-telemetry:metrics.retentionHours? Write 168, in hours.",
    ],
    [
      "  gke-telemetry:metrics: {kind: prometheus, storageGB: 100}",
      "gke-telemetry:metrics.storageGB",
      "Did you mean gke-telemetry:metrics.storageGiB?",
    ],
    [
      '  gke-telemetry:metrics: {kind: prometheus, url: "https://mimir.example.com"}',
      "gke-telemetry:metrics.url",
      "Remove gke-telemetry:metrics.url, or set gke-telemetry:metrics.kind: remote.",
    ],
    [
      "  gke-telemetry:grafana: {enable: true}",
      "gke-telemetry:grafana.enable",
      "Did you mean gke-telemetry:grafana.enabled?",
    ],
    [
      "  gke-telemetry:tracing: {sampling: {kind: tail, percentage: 10}}",
      "gke-telemetry:tracing.sampling.percentage",
      "Did you mean gke-telemetry:tracing.sampling.percent?",
    ],
    [
      "  gke-telemetry:tracing: {teams: [{name: shop, namespace: shop}]}",
      "gke-telemetry:tracing.teams[0].namespace",
      "Did you mean gke-telemetry:tracing.teams[0].namespaces?",
    ],
    [
      "  gke-telemetry:tracing: {gateway: {replicas: 3}}",
      "gke-telemetry:tracing.gateway.replicas",
      "Did you mean gke-telemetry:tracing.gateway.minReplicas or gke-telemetry:tracing.gateway.maxReplicas?",
    ],
    [
      "  gke-telemetry:logs: {kind: victorialogs, retentionHours: 48}",
      "gke-telemetry:logs.retentionHours",
      "Did you mean gke-telemetry:logs.retentionDays?",
    ],
    [
      '  gke-telemetry:alerts: {alertmanager: {kind: own, receivers: [{name: a, kind: slack, webhookUrl: "https://hooks.slack.com/x"}], defaultReceiver: a}}',
      "gke-telemetry:alerts.alertmanager.receivers[0].webhookUrl",
      "It is a secret. Set it with: pulumi config set --secret --path gke-telemetry:receiverSecrets.NAME",
    ],
    [
      "  gke-telemetry:alertmanager: {kind: own}",
      "gke-telemetry:alertmanager",
      "Did you mean gke-telemetry:alerts.alertmanager?",
    ],
    [
      "  gke-telemetry:receiverSecret: {oncall: {secure: AAA}}",
      "gke-telemetry:receiverSecret",
      "Did you mean gke-telemetry:receiverSecrets? Set it with: pulumi config set --secret gke-telemetry:receiverSecrets.",
    ],
    [
      "  gke-telemetry:remote_write_password: {secure: AAA}",
      "gke-telemetry:remote_write_password",
      "Did you mean gke-telemetry:remoteWritePassword? Set it with: pulumi config set --secret gke-telemetry:remoteWritePassword.",
    ],
    ["  gke-telemetry:demo: {hotRod: true}", "gke-telemetry:demo.hotRod", "Did you mean gke-telemetry:demo.hotrod?"],
    [
      "  gke-telemetry:collectorImage: {image: registry.example.com/otelcol}",
      "gke-telemetry:collectorImage.image",
      "Did you mean gke-telemetry:collectorImage.repository?",
    ],
    [
      "  gke-telemetry:namespaces: {agents: telemetry}",
      "gke-telemetry:namespaces.agents",
      "Did you mean gke-telemetry:namespaces.agent?",
    ],
    [
      "  gke-telemetry:metrics.retentionHours: 48",
      "gke-telemetry:metrics.retentionHours",
      "Nest it: gke-telemetry:metrics: {retentionHours: 48}, or run: pulumi config set --path gke-telemetry:metrics.retentionHours 48",
    ],
    [
      "  gke-telemetry: {agent: {profile: low}}",
      "gke-telemetry:gke-telemetry",
      "Write each of its settings with the prefix instead, such as gke-telemetry:agent.",
    ],
  ] as const
).map(onFourthLine);
