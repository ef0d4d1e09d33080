/** Ordinary changes by which a stack gets what is its owner's own, and the secrets that they need. */
import { selfSignedCertificate } from "../../harness/credentials/openssl";

type Settings = Readonly<Record<string, unknown>>;

export const EXTENDING: Readonly<
  Record<string, readonly [settings: Settings, secrets?: Readonly<Record<string, string>>]>
> = {
  "static targets": [
    {
      scrapeJobs: [
        { name: "databases", targets: ["db.example.com:9187", "10.8.0.4:9187"], intervalSeconds: 60 },
        {
          name: "appliances",
          targets: ["appliance.storage.svc:9443"],
          scheme: "https",
          authority: selfSignedCertificate("appliances").cert,
          basicAuthSecret: "appliance-metrics",
        },
        { name: "switches", targets: ["switch.example.com:9443"], scheme: "https", username: "metrics" },
      ],
    },
    { scrapeJobPasswords: '{"switches": "password"}' },
  ],
  "processors and further destinations": [
    {
      processors: {
        metrics: [
          { name: "noise", kind: "filter", config: { metric_conditions: ['metric.name == "noise"'] } },
          { name: "team", kind: "attributes", config: { actions: [{ key: "team", action: "insert", value: "a" }] } },
        ],
        traces: [{ name: "env", kind: "resource", config: { attributes: [{ key: "x", action: "delete" }] } }],
      },
      exporters: [
        { name: "central", signals: ["metrics", "traces"], endpoint: "https://otlp.example.com/otlp" },
        {
          name: "vendor",
          signals: ["metrics"],
          protocol: "grpc",
          endpoint: "https://otel.central.svc:4317",
          authority: selfSignedCertificate("central").cert,
          auth: { kind: "header", header: "api-key" },
        },
      ],
    },
    { exporterSecrets: '{"central": "token", "vendor": "key"}' },
  ],
  "a central collector that the agents replace": [
    { migration: { from: { namespace: "observability", service: "otel-collector" } } },
  ],
  "attributes of the stack's own": [{ attributes: { "cloud.region": "europe-west1", "acme.cost_center": "42" } }],
  "labels, annotations and pull secrets for everything": [
    {
      metadata: { labels: { "cost-center": "42" }, annotations: { "example.com/owner": "platform@example.com" } },
      imagePullSecrets: ["mirror"],
    },
    { imagePullCredentials: '{"auths": {}}' },
  ],
};
