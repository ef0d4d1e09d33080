import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { checkResources } from "../../policy/run";
import { PROJECT } from "../../settings/schema/settings";
import { exampleNames } from "../../tools/examples/example";
import { temporaryFolder } from "../../tools/files";
import { planStack } from "../../tools/plan/plan";
import { EXTENDING } from "./goodChanges/extending";
import { readStackFile } from "../../tools/plan/stackFile";

const TODAY = "2026-11-22";
const PROD = readStackFile("Pulumi.prod.yaml");

type Settings = Readonly<Record<string, unknown>>;

const prod = (section: string): Settings => JSON.parse(PROD.values[`${PROJECT}:${section}`] ?? "{}") as Settings;

const cluster = (change: Settings): Settings => ({ cluster: { ...prod("cluster"), ...change } });
const pool = (change: Settings) => cluster({ nodePool: { ...(prod("cluster")["nodePool"] as object), ...change } });
const tracing = (change: Settings): Settings => ({ tracing: { ...prod("tracing"), ...change } });
const volume = { kind: "volume", sizeGiB: 20, retentionHours: 72 };
const shop = { name: "shop", namespaces: ["shop", "checkout"], storage: volume };
const DIGEST = `sha256:${"a".repeat(64)}`;
const login = {
  clientId: "grafana",
  authUrl: "https://login.example.com/authorize",
  tokenUrl: "https://login.example.com/token",
  apiUrl: "https://login.example.com/userinfo",
  allowedDomains: ["example.com"],
};
const page = { host: "grafana.example.com", tlsSecretName: "grafana-tls" };

const CHART_FOLDER = join(temporaryFolder("gke-telemetry-"), "opentelemetry-collector");
mkdirSync(CHART_FOLDER);
writeFileSync(join(CHART_FOLDER, "Chart.yaml"), "name: opentelemetry-collector\nversion: 0.170.0\n");

/** Ordinary changes of prod's settings, which nobody objects to, and the secrets that they need. */
const CHANGES: Readonly<Record<string, readonly [settings: Settings, secrets?: Readonly<Record<string, string>>]>> = {
  "one more team": [tracing({ teams: [shop, { name: "search", services: ["search-api"], samplingPercent: 50 }] })],
  "teams with services and namespaces": [
    tracing({
      teams: [
        { ...shop, services: ["cart"] },
        { name: "search", namespaces: ["find"], services: ["search"] },
      ],
    }),
  ],
  "a team whose traces are kept in memory": [
    tracing({ teams: [shop, { name: "pay", namespaces: ["pay"], storage: { kind: "memory" } }] }),
  ],
  "no metrics of containers": [{ containers: { enabled: false } }],
  "no metrics of objects": [{ objects: { enabled: false } }],
  "a shard of objects more": [{ objects: { shards: 5 } }],
  "kubelets that sign their own certificates": [{ containers: { verifyKubelet: false } }],
  "no team": [{ ...tracing({ teams: [] }), alerts: {} }],
  "another region": [cluster({ location: "us-central1" })],
  "one zone": [cluster({ location: "europe-west1-b" })],
  "a control plane for the office": [cluster({ authorizedNetworks: [{ name: "office", cidr: "192.0.2.0/24" }] })],
  "attested images": [cluster({ imagePolicy: { attestors: ["projects/acme-prod/attestors/built"] } })],
  "a repository of its own": [
    {
      ...cluster({ imageRepository: "telemetry" }),
      collectorImage: {
        distribution: "gke-telemetry",
        repository: "europe-west1-docker.pkg.dev/acme-prod/telemetry/otelcol",
        digest: DIGEST,
      },
    },
  ],
  "an image of one's own": [
    { collectorImage: { distribution: "gke-telemetry", repository: "registry.example.com/otelcol", digest: DIGEST } },
  ],
  "other ranges": [cluster({ nodesCidr: "10.64.0.0/20", podsCidr: "10.68.0.0/14", servicesCidr: "10.72.0.0/20" })],
  "bigger disks and other machines": [pool({ diskGiB: 200, machineType: "n2-standard-8" })],
  "fewer nodes": [pool({ minNodes: 0, maxNodes: 6 })],
  "another release channel": [cluster({ releaseChannel: "REGULAR", maintenanceStartTime: "22:00" })],
  "a share of traces": [tracing({ sampling: { kind: "probabilistic", percent: 50 } })],
  "older protocols of spans": [tracing({ protocols: ["jaeger", "zipkin"] })],
  "no span metrics": [tracing({ spanMetrics: false })],
  "sidecars and demo applications": [{ ...tracing({ sidecars: true }), demo: { hotrod: true, metrics: true } }],
  "a namespace that sends for others": [{ agent: { ...prod("agent"), trustedNamespaces: ["observability"] } }],
  "the next certificates and passwords": [
    { certificatesGeneration: 2, metrics: { ...prod("metrics"), credentialsGeneration: 2 } },
  ],
  "no traces in Grafana": [{ grafana: { ...prod("grafana"), traces: "none" } }],
  "more series of a namespace": [{ agent: { ...prod("agent"), seriesPerNamespace: 50_000 } }],
  "metrics that nobody needs": [
    {
      agent: {
        ...prod("agent"),
        metricRules: [
          { drop: "go_gc_.*" },
          { namespaces: ["shop"], keep: "http_.*" },
          { namespaces: ["pay"], dropLabels: "user|request_id", metrics: "http_.*" },
        ],
      },
    },
  ],
  "annotations of Services and native histograms": [
    { agent: { ...prod("agent"), serviceAnnotations: true, nativeHistograms: true } },
  ],
  "ServiceMonitors and PodMonitors of other charts": [
    {
      agent: {
        ...prod("agent"),
        monitors: {
          enabled: true,
          namespaces: ["shop", "monitoring"],
          matchLabels: { release: "kube-prometheus-stack" },
          acrossNamespaces: ["monitoring"],
        },
      },
    },
  ],
  "a newer collector on some nodes first": [
    {
      agent: {
        ...prod("agent"),
        canary: {
          nodeSelector: { pool: "canary" },
          collectorImage: { distribution: "gke-telemetry", tag: "0.160.0" },
        },
      },
    },
  ],
  ...EXTENDING,
  "the chart in a registry of one's own": [
    { charts: { collector: "oci://registry.example.com/charts/opentelemetry-collector" } },
  ],
  "the chart in a folder": [{ charts: { collector: CHART_FOLDER } }],
  "a login by OAuth": [
    { grafana: { enabled: true, ingress: page, oauth: login } },
    { grafanaOauthClientSecret: "secret" },
  ],
  "a page behind Identity-Aware Proxy": [
    { grafana: { enabled: true, ingress: { ...page, className: "gce", iap: {} } } },
  ],
  "a page behind nginx": [{ grafana: { enabled: true, ingress: { ...page, className: "nginx" } } }],
  "a page behind a Gateway": [{ grafana: { enabled: true, ingress: { ...page, kind: "gateway" } } }],
  "a store that exists": [
    { metrics: { kind: "remote", url: "https://mimir.example.com/api/v1/push", tenant: "team-a" }, alerts: {} },
    { remoteWriteUsername: "user", remoteWritePassword: "password" },
  ],
  "a store of another port, with a token": [
    {
      metrics: {
        kind: "remote",
        url: "https://mimir.example.com:8443/api/v1/push",
        queryUrl: "https://query.example.com/prometheus",
      },
      alerts: {},
    },
    { remoteWriteBearerToken: "token" },
  ],
  "another scrape interval": [{ agent: { ...prod("agent"), scrapeIntervalSeconds: 15, scrapeTimeoutSeconds: 5 } }],
  "a queue on the node's disk": [{ agent: { ...prod("agent"), queueVolume: "hostPath" } }],
  "queues in memory": [{ delivery: "memory", outageMinutes: 5, agent: { profile: "low", samplesPerSecond: 500 } }],
  "an agent that is preferred only": [
    {
      agent: { ...prod("agent"), locality: "prefer", enrich: false, logLevel: "warn" },
      ...tracing({ teams: [{ name: "shop", services: ["cart"], storage: volume }] }),
      alerts: {},
    },
  ],
  "a ServiceMonitor": [
    {
      agent: {
        ...prod("agent"),
        serviceMonitor: true,
        monitorNamespace: "prometheus-operator",
        monitorLabels: { release: "kube-prometheus-stack" },
        maxUnavailable: 3,
      },
    },
  ],
  "a class of priority": [{ agent: { ...prod("agent"), priorityClassName: "telemetry" } }],
  "more retention": [{ metrics: { kind: "prometheus", retentionHours: 720, storageGiB: 500 } }],
  "another generation of passwords": [{ metrics: { ...prod("metrics"), credentialsGeneration: 3 } }],
  "a cluster that exists": [{ cluster: { kind: "existing", name: "edge", context: "edge", maxNodes: 10 } }],
  "no Grafana": [{ grafana: { enabled: false } }],
  "no node exporter": [{ nodeExporter: { enabled: false } }],
  "node exporter in the node's network": [{ nodeExporter: { hostNetwork: true } }],
  "a service mesh": [{ mesh: "istio" }],
  "alerts to Slack, PagerDuty and a webhook": [
    {
      alerts: {
        alertmanager: {
          ...{ kind: "own", replicas: 3, defaultReceiver: "telemetry", watchdog: { receiver: "heartbeat" } },
          receivers: [
            { name: "telemetry", kind: "slack", channel: "#telemetry" },
            { name: "oncall", kind: "pagerduty" },
            { name: "heartbeat", kind: "webhook" },
          ],
          routes: [{ receiver: "oncall", severities: ["critical"], continue: true }],
        },
      },
    },
    { receiverSecrets: '{"telemetry": "a", "oncall": "b", "heartbeat": "c"}' },
  ],
  "an Alertmanager that exists": [
    { alerts: { alertmanager: { kind: "external", url: "https://alerts.example.com:8443", username: "telemetry" } } },
    { alertmanagerPassword: "password" },
  ],
  "alerts to nobody": [{ alerts: { alertmanager: { kind: "none" } } }],
  "runbooks of one's own": [{ alerts: { runbookBaseUrl: "https://wiki.example.com/runbooks" } }],
};

async function violations(stack: string, values: Readonly<Record<string, string>>, secretKeys: readonly string[]) {
  const { resources, problems } = await planStack(stack, { values, secretKeys });
  assert.deepEqual(problems, []);
  assert.ok(resources.length > 0);
  return checkResources(resources, "prod", TODAY).filter(({ level }) => level === "mandatory");
}

describe("an ordinary change of prod's settings", () => {
  for (const [name, [settings, secrets = {}]] of Object.entries(CHANGES))
    it(`has no mandatory finding: ${name}`, async () => {
      const entries = Object.entries(settings).map(([key, value]) => [
        `${PROJECT}:${key}`,
        typeof value === "string" ? value : JSON.stringify(value),
      ]);
      const secretEntries = Object.entries(secrets).map(([key, value]) => [`${PROJECT}:${key}`, value]);
      const values = { ...PROD.values, ...Object.fromEntries([...entries, ...secretEntries]) } as Record<
        string,
        string
      >;
      const secretKeys = [...PROD.secretKeys, ...secretEntries.map(([key]) => key ?? "")];
      assert.deepEqual(await violations("prod", values, secretKeys), []);
    });
});

describe("an example", () => {
  /** `agent.hostNetwork` is not exempt: a stack that needs it adds an exemption of its own. */
  const BY_EXEMPTION = { "host-network": ["no-host-network", "restricted-namespaces"] } as Readonly<
    Record<string, readonly string[]>
  >;
  for (const name of exampleNames())
    it(`has no mandatory finding: ${name}`, async () => {
      const { values, secretKeys } = readStackFile(`test/examples/${name}/settings.yaml`);
      const rules = (await violations("example", values, secretKeys)).map(({ rule }) => rule);
      assert.deepEqual([...new Set(rules)], BY_EXEMPTION[name] ?? []);
    });
});
