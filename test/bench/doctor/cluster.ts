/** A generated cluster of a given size, as an API server lists it. */
import { AGENT_SELECTOR } from "../../../contract/collector/chart";
import { NAMES, NAMESPACES } from "../../../contract/names";

export interface Size {
  readonly nodes: number;
  readonly pods: number;
}

type Fields = Readonly<Record<string, unknown>>;

const TIME = "2026-01-01T00:00:00Z";

const nodeName = (index: number) => `gke-shop-pool-${String(index).padStart(5, "0")}`;

/** As large as real ones: managed fields, images and conditions are most of a node. */
const FILLER = Array.from({ length: 60 }, (_, index) => ({
  names: [`registry.example.com/image-${index}@sha256:${"0".repeat(64)}`],
}));

function node(index: number): Fields {
  return {
    metadata: {
      name: nodeName(index),
      creationTimestamp: TIME,
      labels: {
        "kubernetes.io/os": "linux",
        "kubernetes.io/hostname": nodeName(index),
        "topology.kubernetes.io/zone": "a",
      },
    },
    spec: { podCIDR: "10.0.0.0/24" },
    status: {
      conditions: [{ type: "Ready", status: "True", reason: "KubeletReady" }],
      images: FILLER,
      nodeInfo: { kubeletVersion: "v1.34.2" },
    },
  };
}

const MANAGED = {
  manager: "kubelet",
  operation: "Update",
  fieldsV1: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f:field${index}`, {}])),
};

const CONTAINER = {
  name: "main",
  image: "registry.example.com/cart:1",
  ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
  env: Array.from({ length: 20 }, (_, index) => ({ name: `SETTING_${index}`, value: "a value of some length" })),
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
  volumeMounts: [
    { name: "kube-api-access", mountPath: "/var/run/secrets/kubernetes.io/serviceaccount", readOnly: true },
  ],
};

const running = (name: string) => ({
  phase: "Running",
  podIP: "10.0.0.1",
  conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: TIME,
  })),
  containerStatuses: [
    { name, ready: true, restartCount: 0, image: CONTAINER.image, state: { running: { startedAt: TIME } } },
  ],
});

/** One pod in two is annotated, and a twentieth of those by a port that is a name. */
function pod(index: number, { nodes }: Size): Fields {
  const application = `cart-${index % 500}`;
  const port = index % 40 === 0 ? "http" : "8080";
  return {
    metadata: {
      name: `${application}-6c5b9d7f4-${index.toString(36).padStart(5, "0")}`,
      namespace: `team-${index % 50}`,
      creationTimestamp: TIME,
      labels: { app: application, "pod-template-hash": "6c5b9d7f4" },
      ...(index % 2 === 0 && { annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": port } }),
      ownerReferences: [{ kind: "ReplicaSet", name: `${application}-6c5b9d7f4`, controller: true }],
      managedFields: [MANAGED, MANAGED],
    },
    spec: { nodeName: nodeName(index % nodes), containers: [CONTAINER] },
    status: running("main"),
  };
}

function agent(index: number): Fields {
  return {
    metadata: {
      name: `${NAMES.agentDaemonSet}-${index}`,
      namespace: NAMESPACES.agent,
      creationTimestamp: TIME,
      labels: AGENT_SELECTOR,
      ownerReferences: [{ kind: "DaemonSet", name: NAMES.agentDaemonSet, controller: true }],
      managedFields: [MANAGED, MANAGED],
    },
    spec: { nodeName: nodeName(index), containers: [CONTAINER] },
    status: running("opentelemetry-collector"),
  };
}

const named = (kind: string) => (index: number) => ({
  metadata: { name: `${kind}-${index}`, namespace: `team-${index % 50}`, labels: {} },
  spec: {
    podSelector: { matchLabels: { app: `none-${index}` } },
    policyTypes: ["Ingress"],
    template: { spec: { containers: [CONTAINER] } },
  },
});

interface List {
  readonly count: number;
  readonly item: (index: number) => Fields;
}

/** Every list that doctor asks for, by path; others are empty. */
export function listsOf(size: Size): Readonly<Record<string, List>> {
  const agents = { count: size.nodes, item: agent };
  const all = (index: number) => (index < size.nodes ? agent(index) : pod(index, size));
  return {
    "/api/v1/nodes": { count: size.nodes, item: node },
    "/api/v1/pods": { count: size.pods, item: all },
    [`/api/v1/namespaces/${NAMESPACES.agent}/pods`]: agents,
    "/api/v1/namespaces": { count: 60, item: named("namespace") },
    "/apis/networking.k8s.io/v1/networkpolicies": { count: 500, item: named("policy") },
    "/apis/apps/v1/deployments": { count: 2500, item: named("deployment") },
    "/apis/apps/v1/daemonsets": { count: 20, item: named("daemonset") },
    "/apis/apps/v1/statefulsets": { count: 200, item: named("statefulset") },
  };
}

/** The agents' DaemonSet. */
export const DAEMON_SET: Fields = {
  metadata: { name: NAMES.agentDaemonSet, namespace: NAMESPACES.agent },
  spec: { template: { spec: { containers: [CONTAINER] } } },
};
