/** The peers of network policies, by name. */
import { at, listAt, objectAt, textAt } from "../evidence/reading";

/** A port, with its protocol unless that is TCP. */
export type Port = number | `${number}/UDP`;

/** What a stack has, as far as connections depend on it. */
export interface Facts {
  /** A cluster of its own, whose control plane has a private address. */
  readonly hasCluster: boolean;
  /** Ranges of the nodes; without a cluster of its own, all private ones. */
  readonly nodeRanges: readonly string[];
  readonly agentsOnNodes: boolean;
  readonly exporterOnNodes: boolean;
  /** A Prometheus operator finds the agents. */
  readonly monitored: boolean;
  /** Parts with a page outside the cluster. */
  readonly exposed: ReadonlySet<string>;
}

/** Labels of each part's pods, and its namespace. */
const PARTS: readonly {
  readonly part: string;
  readonly namespace: string;
  readonly labels: Record<string, string>;
}[] = [
  {
    part: "agent",
    namespace: "open-telemetry",
    labels: {
      "app.kubernetes.io/instance": "otel",
      "app.kubernetes.io/name": "opentelemetry-collector",
      component: "agent-collector",
    },
  },
  // With a canary, which is a release of its own.
  {
    part: "agent",
    namespace: "open-telemetry",
    labels: { "app.kubernetes.io/name": "opentelemetry-collector", component: "agent-collector" },
  },
  { part: "log agent", namespace: "telemetry-logs", labels: { "app.kubernetes.io/instance": "logs" } },
  { part: "events", namespace: "telemetry-logs", labels: { "app.kubernetes.io/instance": "logs-events" } },
  { part: "gateway", namespace: "tracing", labels: { "app.kubernetes.io/instance": "trace-gateway" } },
  { part: "scraper", namespace: "scraper", labels: { "app.kubernetes.io/instance": "scraper" } },
  { part: "sampler", namespace: "tracing", labels: { "app.kubernetes.io/instance": "trace-sampler" } },
  ...(
    [
      ["prometheus", "monitoring", "prometheus"],
      ["alertmanager", "monitoring", "alertmanager"],
      ["grafana", "monitoring", "grafana"],
      ["victoria logs", "monitoring", "victoria-logs"],
      ["node exporter", "node-exporter", "node-exporter"],
      ["kube-state-metrics", "object-metrics", "kube-state-metrics"],
      ["jaeger", "tracing", "jaeger"],
      ["hotrod", "telemetry-demo", "hotrod"],
      ["metrics demo", "telemetry-demo", "metrics-demo"],
    ] as const
  ).map(([part, namespace, name]) => ({
    part,
    namespace,
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "gke-telemetry" },
  })),
];

const same = (one: unknown, other: unknown): boolean => sorted(one) === sorted(other);
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/** The part whose pods a selector of labels selects, and no others. A team's Jaeger has its instance besides. */
export function partOf(selector: unknown, namespace: string): string | undefined {
  if (Object.keys(objectAt(selector)).some((key) => key !== "matchLabels")) return undefined;
  const labels = { ...objectAt(selector, "matchLabels") };
  const instance = textAt(labels, "app.kubernetes.io/instance");
  if (textAt(labels, "app.kubernetes.io/name") === "jaeger" && instance.startsWith("jaeger-"))
    delete labels["app.kubernetes.io/instance"];
  return PARTS.find((part) => part.namespace === namespace && same(part.labels, labels))?.part;
}

const PRIVATE_RANGES = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"];
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  "private addresses": PRIVATE_RANGES,
  "any address": ["0.0.0.0/0", "::/0"],
  "node DNS": ["169.254.20.10/32", "169.254.169.254/32"],
  "Google's load balancers": ["35.191.0.0/16", "130.211.0.0/22"],
};

export const GATEWAY_CONTROLLERS = ["ingress controllers", "Google's load balancers"];

const NAMESPACE = "kubernetes.io/metadata.name";

function podsOf(peer: unknown, ownNamespace: string): readonly string[] {
  const namespaces = at(peer, "namespaceSelector");
  const pods = at(peer, "podSelector");
  const labels = objectAt(namespaces, "matchLabels");
  const isBare = namespaces === undefined || same(namespaces, {}) || same(namespaces, { matchLabels: labels });
  if (!isBare) return [];
  if (pods === undefined) {
    if (namespaces !== undefined && Object.keys(labels).length === 0) return ["every pod"];
    if (same(labels, { "gke-telemetry/ingress-controller": "true" })) return ["ingress controllers"];
    if (!same(Object.keys(labels), [NAMESPACE])) return [];
    const name = textAt(labels, NAMESPACE);
    if (name === "kube-system") return ["cluster DNS"];
    return name === "open-telemetry" ? ["agents' namespace"] : [`namespace ${name}`];
  }
  if (namespaces !== undefined && !same(Object.keys(labels), [NAMESPACE])) return [];
  const namespace = namespaces === undefined ? ownNamespace : textAt(labels, NAMESPACE);
  const expressions = listAt(pods, "matchExpressions");
  if (namespace === "kube-system" && textAt(pods, "matchLabels", "k8s-app") !== "") return ["cluster DNS"];
  const [expression] = expressions;
  if (expression !== undefined && expressions.length === 1 && textAt(expression, "operator") === "In")
    return listAt(expression, "values").map(
      (value) => partOf({ matchLabels: { [textAt(expression, "key")]: value } }, namespace) ?? "unknown pods",
    );
  const part = partOf(pods, namespace);
  return part === undefined ? [] : [part];
}

/** Every name that a peer of a policy may go by. Empty: pods or addresses that no edge names. */
export function namesOf(peer: unknown, ownNamespace: string, { nodeRanges }: Facts): readonly string[] {
  const cidr = textAt(peer, "ipBlock", "cidr");
  if (cidr === "") return podsOf(peer, ownNamespace);
  const host = /^(.+)\/(32|128)$/.exec(cidr)?.[1];
  return [
    ...Object.entries(ADDRESSES).flatMap(([name, ranges]) => (ranges.includes(cidr) ? [name] : [])),
    ...(nodeRanges.includes(cidr) ? ["nodes"] : []),
    ...(host === undefined ? [] : [`address ${host}`]),
  ];
}

export { PRIVATE_RANGES };
