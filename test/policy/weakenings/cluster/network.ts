/** Network policies that are gone or let more through. */
import { all, object, remove, set } from "../draft";
import type { Weakening, Weakenings } from "../draft";

const AGENT = "NetworkPolicy/open-telemetry-otel-agent";
const PROMETHEUS = "NetworkPolicy/monitoring-prometheus";
const GRAFANA = "NetworkPolicy/monitoring-grafana";
const GATEWAY = "NetworkPolicy/tracing-trace-gateway";
const SAMPLER = "NetworkPolicy/tracing-trace-sampler";
const JAEGER = "NetworkPolicy/jaeger-shop";
const EXPORTER = "NetworkPolicy/node-exporter-node-exporter";
const NAMESPACES = ["monitoring", "node-exporter", "open-telemetry", "tracing"];

const EVERY_POD = [{ namespaceSelector: {} }];
const tcp = (port: number) => [{ port, protocol: "TCP" }];
const from = (policy: string, peers: unknown, ports?: unknown): Weakening[1] =>
  set(policy, "spec/ingress/+", { ...(peers !== undefined && { from: peers }), ...(ports !== undefined && { ports }) });
const to = (policy: string, peers: unknown, ports?: unknown): Weakening[1] =>
  set(policy, "spec/egress/+", { ...(peers !== undefined && { to: peers }), ...(ports !== undefined && { ports }) });
const block = (cidr: string, except?: string[]) => [{ ipBlock: { cidr, ...(except && { except }) } }];

export const NETWORK: Weakenings = {
  ...Object.fromEntries(
    NAMESPACES.map((namespace): [string, Weakening] => [
      `default-deny-removed-${namespace}`,
      ["pods without a policy of their own talk to everyone", remove(`NetworkPolicy/${namespace}-default-deny`)],
    ]),
  ),
  "all-removed": [
    "nothing is denied",
    remove(
      ...NAMESPACES.map((namespace) => `NetworkPolicy/${namespace}-default-deny`),
      ...[AGENT, PROMETHEUS, GRAFANA, GATEWAY, SAMPLER, JAEGER, "NetworkPolicy/jaeger-default", EXPORTER],
    ),
  ],
  "prometheus-policy-removed": ["Prometheus is cut off, and is opened by the next hand", remove(PROMETHEUS)],
  "jaeger-policy-removed": ["the same of Jaeger", remove(JAEGER)],
  "exporter-policy-removed": ["the same of node exporter", remove(EXPORTER)],
  "agent-policy-removed": ["the same of the agents", remove(AGENT)],
  "prometheus-from-anywhere": ["no sender is named", from(PROMETHEUS, undefined, tcp(9090))],
  "prometheus-from-empty": ["an empty rule allows everything", set(PROMETHEUS, "spec/ingress", [{}])],
  "prometheus-from-everybody": ["every pod of the cluster", from(PROMETHEUS, EVERY_POD, tcp(9090))],
  "prometheus-from-world": ["every address", from(PROMETHEUS, block("0.0.0.0/0"), tcp(9090))],
  "prometheus-from-world-v6": ["every IPv6 address", from(PROMETHEUS, block("::/0"), tcp(9090))],
  "prometheus-from-halves": ["two halves are the world", from(PROMETHEUS, block("128.0.0.0/1"), tcp(9090))],
  "prometheus-from-private": ["every private address", from(PROMETHEUS, block("10.0.0.0/8"), tcp(9090))],
  "prometheus-from-namespace": ["every pod of the namespace", set(PROMETHEUS, "spec/ingress/1/from/0/podSelector", {})],
  "prometheus-from-namespace-unset": ["the same", set(PROMETHEUS, "spec/ingress/1/from/0/podSelector", undefined)],
  "prometheus-from-other-namespace": [
    "another namespace",
    from(PROMETHEUS, [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shop" } } }], tcp(9090)),
  ],
  "prometheus-from-labelled": [
    "any namespace whose owner sets a label",
    from(PROMETHEUS, [{ namespaceSelector: { matchLabels: { team: "a" } } }], tcp(9090)),
  ],
  "prometheus-from-expression": [
    "every namespace but one",
    from(
      PROMETHEUS,
      [{ namespaceSelector: { matchExpressions: [{ key: "x", operator: "NotIn", values: ["y"] }] } }],
      tcp(9090),
    ),
  ],
  "prometheus-all-ports": ["no port is named", set(PROMETHEUS, "spec/ingress/0/ports", undefined)],
  "prometheus-egress": ["Prometheus can send samples out", to(PROMETHEUS, block("0.0.0.0/0"), tcp(443))],
  "prometheus-egress-everywhere": ["the same, unbounded", set(PROMETHEUS, "spec/egress", [{}])],
  "grafana-from-every-pod": ["every pod reaches the login", from(GRAFANA, EVERY_POD, tcp(3000))],
  "grafana-from-load-balancer": [
    "Google's load balancers without an Ingress",
    from(GRAFANA, block("35.191.0.0/16"), tcp(3000)),
  ],
  "grafana-egress": ["Grafana can send data out", to(GRAFANA, block("0.0.0.0/0", ["10.0.0.0/8"]), tcp(443))],
  "grafana-egress-metadata": [
    "the metadata server has the node's token",
    to(GRAFANA, block("169.254.169.254/32"), tcp(80)),
  ],
  "jaeger-from-every-pod": ["every pod reads the team's traces", from(JAEGER, EVERY_POD, tcp(16686))],
  "jaeger-from-other-team": [
    "another team reads them",
    set(JAEGER, "spec/ingress/0/from/+", {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "rivals" } },
    }),
  ],
  "jaeger-spans-from-every-pod": ["every pod writes spans past sampling", from(JAEGER, EVERY_POD, tcp(4317))],
  "jaeger-any-port": ["every port of Jaeger", set(JAEGER, "spec/ingress/0/ports", [])],
  "jaeger-egress": ["Jaeger can send traces out", to(JAEGER, block("0.0.0.0/0"))],
  "gateway-from-every-pod": ["spans without an agent's attributes", from(GATEWAY, EVERY_POD, tcp(4317))],
  "gateway-egress": ["spans leave the cluster", to(GATEWAY, undefined, tcp(443))],
  "sampler-ports-open": ["every port of the samplers", set(SAMPLER, "spec/ingress/1/ports", undefined)],
  "sampler-port-range": [
    "a range of ports",
    set(SAMPLER, "spec/ingress/1/ports", [{ port: 1, endPort: 65535, protocol: "TCP" }]),
  ],
  "sampler-from-every-pod": ["spans past the gateway", set(SAMPLER, "spec/ingress/1/from", EVERY_POD)],
  "exporter-from-every-pod": ["the nodes' metrics for every pod", set(EXPORTER, "spec/ingress/0/from", EVERY_POD)],
  "exporter-egress": ["a pod with the node's files sends them out", to(EXPORTER, block("0.0.0.0/0"))],
  "agent-egress-anywhere": ["agents reach the internet", to(AGENT, block("0.0.0.0/0"))],
  "agent-egress-unnamed": ["the same without an address", to(AGENT, undefined, tcp(443))],
  "agent-egress-metadata": [
    "agents reach the metadata server, which has the node's token",
    to(AGENT, block("169.254.169.254/32"), tcp(80)),
  ],
  "agent-egress-metadata-range": ["the same in a range", to(AGENT, block("169.254.0.0/16"), tcp(80))],
  "agent-egress-kubelet": ["every node's kubelet", to(AGENT, block("10.0.0.0/8"), tcp(10250))],
  "agent-from-anywhere": ["the agent takes data from outside the cluster", set(AGENT, "spec/ingress/0/from", [])],
  "agent-health-open": ["a port that nobody needs", from(AGENT, EVERY_POD, tcp(13133))],
  "agent-metrics-open": ["the agents' own metrics for everyone", from(AGENT, EVERY_POD, tcp(8888))],
  "ingress-only": ["what a policy does not name is free", set(PROMETHEUS, "spec/policyTypes", ["Ingress"])],
  "egress-only": ["the same the other way", set(GRAFANA, "spec/policyTypes", ["Egress"])],
  "policy-types-unset": ["without rules for egress it is free", set(JAEGER, "spec/policyTypes", undefined)],
  "deny-ingress-only": ["half a denial", set("NetworkPolicy/tracing-default-deny", "spec/policyTypes", ["Ingress"])],
  "deny-with-rule": ["a denial that allows", set("NetworkPolicy/monitoring-default-deny", "spec/egress", [{}])],
  "selector-narrowed": [
    "the policy no longer selects the pods",
    set(PROMETHEUS, "spec/podSelector/matchLabels/version", "v2"),
  ],
  "selector-other": [
    "it selects other pods",
    set(GRAFANA, "spec/podSelector/matchLabels/app.kubernetes.io~1name", "x"),
  ],
  "selector-expression": [
    "it selects no pod",
    set(GATEWAY, "spec/podSelector/matchExpressions", [{ key: "never", operator: "Exists" }]),
  ],
  "deny-narrowed": [
    "the denial holds for some pods only",
    set("NetworkPolicy/open-telemetry-default-deny", "spec/podSelector/matchLabels", { a: "b" }),
  ],
  "policy-moved": ["the policy is in another namespace", set(PROMETHEUS, "metadata/namespace", "default")],
  "deny-moved": ["so is the denial", set("NetworkPolicy/tracing-default-deny", "metadata/namespace", "default")],
  "policy-unknown": ["nobody knows what it allows", set(PROMETHEUS, "spec/ingress", "[known after up]")],
  "namespace-without-deny": [
    "a namespace without a denial",
    object("v1", "Namespace", "further", "", {
      metadata: { name: "further", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    }),
  ],
  "policy-added": [
    "policies add up: a second one opens what the first denies",
    object("networking.k8s.io/v1", "NetworkPolicy", "allow-all", "monitoring", {
      spec: { podSelector: {}, ingress: [{}], egress: [{}], policyTypes: ["Ingress", "Egress"] },
    }),
  ],
  "cilium-policy": [
    "the same in Cilium's words",
    object("cilium.io/v2", "CiliumNetworkPolicy", "allow", "monitoring", {
      spec: { endpointSelector: {}, ingress: [{ fromEntities: ["all"] }] },
    }),
  ],
  "admin-policy": [
    "an admin's policy goes before all others",
    object("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy", "allow", "", { spec: { priority: 1 } }),
  ],
  "egress-gateway": [
    "another way out of the cluster",
    object("networking.gke.io/v1", "EgressNATPolicy", "out", "", { spec: { action: "NoSNAT" } }),
  ],
  "dataplane-annotation": [
    "the node's data plane skips the pod",
    set(
      "StatefulSet/metrics",
      "spec/template/metadata/annotations/policy.cilium.io~1proxy-visibility",
      "<Ingress/9090/TCP/HTTP>",
    ),
  ],
  "dataplane-namespace-annotation": [
    "annotations of a namespace can turn enforcement off",
    set("Namespace/monitoring", "metadata/annotations", { "net.beta.kubernetes.io/network-policy": "off" }),
  ],
  "pod-label-changed": [
    "the pod has labels that no policy selects",
    all(
      set("StatefulSet/metrics", "spec/template/metadata/labels/app.kubernetes.io~1name", "other"),
      set("StatefulSet/metrics", "spec/selector/matchLabels/app.kubernetes.io~1name", "other"),
    ),
  ],
  "pod-label-added": [
    "a pod with another part's labels passes that part's policies",
    set("Deployment/grafana", "spec/template/metadata/labels/app.kubernetes.io~1instance", "trace-gateway"),
  ],
};
