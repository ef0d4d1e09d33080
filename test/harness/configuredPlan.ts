import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type OptionalSection, PROJECT } from "../../settings/schema/settings";
import { EXAMPLES, exampleNames } from "../../tools/examples/example";
import { planStack, type Plan } from "../../tools/plan/plan";
import { readStackFile } from "../../tools/plan/stackFile";

/** The stack files that the repository has: its stacks, and the settings of each example. */
export function stackFiles(): string[] {
  const stacks = readdirSync(".").filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  return [...stacks, ...exampleNames().map((name) => join(EXAMPLES, name, "settings.yaml"))];
}

/** The plan of a stack file. */
export function planOfFile(file: string): Promise<Plan> {
  return planStack("test", readStackFile(file));
}

/** Settings with every part that a stack can have, on the project's own image. */
export const EVERY_PART = {
  delivery: "durable",
  collectorImage: { distribution: "gke-telemetry" },
  agent: {
    ...{ debugExporter: true, monitors: { enabled: true } },
    canary: { nodeSelector: { pool: "canary" }, profile: "high" },
  },
  metrics: { kind: "prometheus" },
  alerts: {
    alertmanager: {
      ...{ kind: "own", defaultReceiver: "operations", routes: [{ receiver: "shop", teams: ["shop"] }] },
      receivers: [
        { name: "operations", kind: "webhook", url: "http://alerts.operations.svc:8080/" },
        {
          name: "shop",
          kind: "email",
          to: ["shop@example.com"],
          from: "alerts@example.com",
          smarthost: "smtp.gmail.com:587",
        },
      ],
      watchdog: { receiver: "operations" },
    },
  },
  tracing: {
    sampling: { kind: "tail" },
    protocols: ["jaeger", "zipkin"],
    teams: [{ name: "shop", namespaces: ["shop"] }],
  },
  logs: { kind: "victorialogs", multiline: [{ firstLine: "^\\S" }], redact: [{ pattern: "password=\\S+" }] },
  scrapeJobs: [
    { name: "databases", targets: ["db.example.com:9187", "10.8.0.4:9187"] },
    {
      name: "appliances",
      targets: ["appliance.storage.svc:9443"],
      scheme: "https",
      serverName: "appliance.example.com",
      basicAuthSecret: "appliance-metrics",
    },
  ],
  processors: {
    metrics: [
      { name: "team", kind: "attributes", config: { actions: [{ key: "team", action: "insert", value: "x" }] } },
    ],
    traces: [{ name: "probes", kind: "filter", config: { trace_conditions: ['span.name == "GET /healthz"'] } }],
    logs: [{ name: "quiet", kind: "filter", config: { log_conditions: ['log.body == "ok"'] } }],
  },
  exporters: [
    { name: "archive", signals: ["metrics", "traces", "logs"], endpoint: "https://otlp.example.com:4318" },
    { name: "central", signals: ["metrics"], protocol: "grpc", endpoint: "https://otel.central.svc:4317" },
  ],
  demo: { hotrod: true, metrics: true },
  migration: { from: { namespace: "observability", service: "otel-collector" } },
} satisfies Record<OptionalSection, object> & Record<string, unknown>;

/** The secrets that it needs. */
const EVERY_SECRET = { exporterSecrets: '{"archive": "token", "central": "token"}' };

/** The plan of a stack of these settings, on a cluster that exists. */
export function configured(settings: Record<string, unknown>, secrets: Record<string, string> = {}): Promise<Plan> {
  const allSecrets = { ...(settings["exporters"] === EVERY_PART.exporters && EVERY_SECRET), ...secrets };
  const all = { environment: "test", cluster: { kind: "existing", name: "test" }, ...settings };
  const values = Object.entries(all).map(([key, value]) => [
    `${PROJECT}:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  const secretValues = Object.entries(allSecrets).map(([key, value]) => [`${PROJECT}:${key}`, value]);
  return planStack("test", {
    values: Object.fromEntries([...values, ...secretValues]) as Record<string, string>,
    secretKeys: secretValues.map(([key]) => key ?? ""),
  });
}
