/** The pods whose recorded pages are scraped: the stack's own as a plan makes them, and applications. */
import { podOf } from "../../../../policy/evidence/manifests";
import { objectAt, type Manifest } from "../../../../policy/evidence/reading";
import { typedObjects } from "../../../live/wanted";
import type { Plan } from "../../plan";

/** A pod with the page that it serves. */
export interface RecordedPod {
  readonly page: string;
  readonly pod: Manifest;
}

const NODE = "node-1";
/** Address of the node, where its kubelet is. */
export const KUBELET_ADDRESS = "10.0.0.7";
const STATUS = { podIP: "10.8.1.4", hostIP: KUBELET_ADDRESS, phase: "Running" };

/** Variables of an agent's pod, as configurations refer to them. */
export const ENVIRONMENT = {
  KUBE_NODE_NAME: NODE,
  MY_POD_IP: "10.8.1.2",
  OTEL_K8S_NODE_IP: STATUS.hostIP,
  OTEL_K8S_NODE_NAME: NODE,
  OTEL_K8S_POD_IP: "10.8.1.2",
  OTEL_K8S_POD_NAME: "otel-agent-a",
  OTEL_K8S_NAMESPACE: "open-telemetry",
} as const;

/** Workloads of the stack whose pages are recorded. */
const OWN = ["node-exporter", "kube-state-metrics", "prometheus"];

interface Described {
  readonly name: string;
  readonly namespace: string;
  readonly owner: { readonly kind: string; readonly name: string };
  readonly metadata: Manifest;
  readonly spec: Manifest;
}

function podFrom({ name, namespace, owner, metadata, spec }: Described): Manifest {
  return {
    metadata: {
      ...metadata,
      name: `${name}-a`,
      namespace,
      uid: `uid-of-${namespace}-${name}`,
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec: { ...spec, nodeName: NODE },
    status: STATUS,
  };
}

function ownPods(plan: Plan): RecordedPod[] {
  return typedObjects(plan)
    .filter(({ kind, name }) => ["DaemonSet", "StatefulSet", "Deployment"].includes(kind) && OWN.includes(name))
    .map(({ kind, name, namespace = "", manifest }) => {
      const template = podOf(manifest);
      const [metadata, spec] = ["metadata", "spec"].map((key) => objectAt(template, key));
      const owner = { kind, name };
      return { page: name, pod: podFrom({ name, namespace, owner, metadata: metadata ?? {}, spec: spec ?? {} }) };
    });
}

interface Application {
  readonly page: string;
  readonly labels?: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly owner: { readonly kind: string; readonly name: string };
  readonly port: { readonly name: string; readonly containerPort: number };
}

/** One application for each way of being scraped. */
const APPLICATIONS: readonly Application[] = [
  {
    page: "nginx",
    labels: { "app.kubernetes.io/name": "nginx", "pod-template-hash": "6d4b75cb6d" },
    annotations: { port: "9113" },
    owner: { kind: "ReplicaSet", name: "nginx-6d4b75cb6d" },
    port: { name: "http", containerPort: 80 },
  },
  {
    page: "jmx",
    annotations: { path: "/jmx", interval: "1m" },
    owner: { kind: "StatefulSet", name: "jmx" },
    port: { name: "jmx-metrics", containerPort: 5556 },
  },
  {
    page: "envoy",
    annotations: { port: "9901", param_usedonly: "1", scheme: "https" },
    owner: { kind: "DaemonSet", name: "envoy" },
    port: { name: "admin", containerPort: 9901 },
  },
  {
    page: "postgres-exporter",
    labels: { "app.kubernetes.io/name": "postgres" },
    annotations: { port: "9187", honor_labels: "true" },
    owner: { kind: "StatefulSet", name: "postgres" },
    port: { name: "metrics", containerPort: 9187 },
  },
];

function applicationPod({ page, labels = {}, annotations, owner, port }: Application): RecordedPod {
  const given = Object.entries({ scrape: "true", ...annotations }).map(([key, value]) => [
    `prometheus.io/${key.startsWith("param_") ? key : key.replaceAll("_", "-")}`,
    value,
  ]);
  const metadata = { labels, annotations: Object.fromEntries(given) as Record<string, string> };
  const spec = { containers: [{ name: page, ports: [{ ...port, protocol: "TCP" }] }] };
  return { page, pod: podFrom({ name: page, namespace: "shop", owner, metadata, spec }) };
}

/** Pages of the kubelet, by the path at which it has them. */
export const KUBELET_PAGES: Readonly<Record<string, string>> = {
  "/metrics": "kubelet",
  "/metrics/cadvisor": "cadvisor",
};

/** Every pod of a node with a recorded page. */
export function recordedPods(plan: Plan): RecordedPod[] {
  return [...ownPods(plan), ...APPLICATIONS.map(applicationPod)].map(({ page, pod }, index) => ({
    page,
    pod: { ...pod, status: { ...STATUS, podIP: `10.8.1.${index + 4}` } },
  }));
}
