/** Pods and addresses that the network policies tell apart, and the policies of a stack. */
import { applicationPorts } from "../../../collector/agent/config";
import { AGENT_SELECTOR } from "../../../contract/collector/chart";
import { jaegerName, labels, NAMES } from "../../../contract/names";
import { settingsSchema } from "../../../settings/schema/settings";
import { jaegerInputs } from "../../../workloads/jaeger/input";
import { jaegerManifests } from "../../../workloads/jaeger/manifests";
import { namespaceManifests } from "../../../workloads/namespaces";
import { networkPolicies } from "../../../workloads/network/policies";
import type { Endpoint, NetworkPolicy } from "../../../tools/live/network/policy";

const pod = (namespace: string, podLabels: Readonly<Record<string, string>>, address = "10.4.0.9"): Endpoint => ({
  address,
  pod: { namespace, labels: podLabels },
});

const collector = (release: string): Endpoint =>
  pod("tracing", {
    "app.kubernetes.io/name": release,
    "app.kubernetes.io/instance": release,
    component: "standalone-collector",
  });

const jaeger = (team: string): Endpoint =>
  pod("tracing", { ...labels(NAMES.jaeger), "app.kubernetes.io/instance": jaegerName(team) });

/** Who may connect to whom. */
export const AT = {
  agent: pod("open-telemetry", { ...AGENT_SELECTOR, "controller-revision-hash": "x" }),
  prometheus: pod("monitoring", labels("prometheus")),
  grafana: pod("monitoring", labels("grafana")),
  nodeExporter: pod("node-exporter", labels("node-exporter")),
  kubeStateMetrics: pod("object-metrics", labels("kube-state-metrics")),
  gateway: collector("trace-gateway"),
  sampler: collector("trace-sampler"),
  jaeger: jaeger("default"),
  shopJaeger: jaeger("shop"),
  hotrod: pod("telemetry-demo", labels("hotrod")),
  metricsDemo: pod("telemetry-demo", labels("metrics-demo")),
  application: pod("shop", { app: "shop" }),
  otherApplication: pod("other", { app: "other" }),
  intruder: pod("monitoring", { app: "intruder" }),
  dns: pod("kube-system", { "k8s-app": "kube-dns" }),
  nodeDns: { address: "169.254.20.10" },
  metadataServer: { address: "169.254.169.254" },
  apiServer: { address: "10.0.0.2" },
  publicApiServer: { address: "203.0.113.5" },
  internet: { address: "203.0.113.7" },
  node: { address: "10.0.0.12", isNode: true },
} as const satisfies Record<string, Endpoint>;

export type Name = keyof typeof AT;
export type Case = readonly [from: Name, to: Name, port: number, protocol?: "TCP" | "UDP"];

export const TRACING = {
  sampling: { kind: "tail" },
  teams: [{ name: "shop", namespaces: ["shop"] }],
};

function policiesOf(values: object = {}): NetworkPolicy[] {
  const cluster = { kind: "existing", name: "test" };
  const settings = settingsSchema.parse({ environment: "test", cluster, ...values });
  const namespaces = Object.values(namespaceManifests(settings, settings.namespaces).created).map(
    ({ metadata }) => metadata.name,
  );
  return [
    ...(networkPolicies(
      settings,
      namespaces,
      applicationPorts(settings.tracing?.protocols ?? []),
    ) as unknown as NetworkPolicy[]),
    ...(settings.tracing ? jaegerInputs({ ...settings, tracing: settings.tracing }) : []).map(
      (input) => jaegerManifests(input).networkPolicy as unknown as NetworkPolicy,
    ),
  ];
}

/** The policies of a stack with everything that it can have. */
export const full = (values: object = {}) =>
  policiesOf({ tracing: TRACING, demo: { hotrod: true, metrics: true }, ...values });

export const connection = ([from, to, port, protocol]: Case) => ({
  from: AT[from],
  to: AT[to],
  port,
  ...(protocol && { protocol }),
});
