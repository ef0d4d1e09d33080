/** Pods with every combination of what their authors may write, and Services in front of them. */
import type { KubernetesObject } from "../cluster/kubernetes";
import { nextPodAddress, nodeAddress, NODES } from "../cluster/nodes";
import type { Pod } from "../cluster/pods";
import { environment } from "../environment";
import { NODE, type Tenants } from "./tenants";

const NAMESPACE = "generated";

const ANNOTATIONS: Readonly<Record<string, readonly (string | undefined)[]>> = {
  scrape: ["true", "true", "true", "true", "false", "True", "yes", undefined],
  port: ["8080", "http", "0", "99999", "08080", " 8080", undefined, undefined],
  path: [undefined, "/m", "m?x=1", "", "/a b"],
  scheme: [undefined, undefined, "https", "HTTP", "ftp"],
  interval: [undefined, undefined, "5s", "1m", "0s", "90", "1m30s", "2h"],
  timeout: [undefined, undefined, "1s", "30s", "5m", "soon"],
  "tls-verify": [undefined, undefined, undefined, "true", "false", "no"],
  "honor-labels": [undefined, undefined, undefined, "true", "false"],
  param_view: [undefined, undefined, "short", "a&b"],
};

/** Names of a container's ports; a port without a name has an empty one. */
const PORTS: readonly (readonly string[])[] = [
  ...[[], [], ["web"], ["metrics"], ["http-metrics", "web"], ["metrics", "metrics-2"], [""]],
];

export interface GeneratedPod {
  readonly pod: Pod;
  readonly ip: string;
}

/** Creates pods as their kubelets would leave them, most of them on the first node. */
export async function generatedPods(tenants: Tenants, random: () => number, count: number): Promise<GeneratedPod[]> {
  const pick = <T>(from: readonly T[]) => from[Math.floor(random() * from.length)] as T;
  const { api } = environment().server;
  await tenants.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } }]);
  const made: GeneratedPod[] = [];
  for (let index = 0; index < count; index += 1) {
    const annotations = Object.entries(ANNOTATIONS).flatMap(([name, values]): [string, string][] => {
      const value = pick(values);
      return value === undefined ? [] : [[`prometheus.io/${name}`, value]];
    });
    const container = (name: string) => ({
      name,
      image: "example.invalid/application:1",
      ports: pick(PORTS).map((port, at) => ({ ...(port !== "" && { name: port }), containerPort: 8080 + at })),
    });
    const name = `pod-${index}`;
    const labels = pick([{}, { app: "one" }, { "app.kubernetes.io/name": "shop-front", app: "two" }]) as Record<
      string,
      string
    >;
    const { body: pod } = await api.create<Pod>({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        namespace: NAMESPACE,
        labels,
        annotations: Object.fromEntries(annotations),
      },
      spec: {
        nodeName: NODE,
        containers: [container("main"), ...(random() < 0.2 ? [container("side")] : [])],
        ...(random() < 0.2 && { initContainers: [container("setup")] }),
      },
    });
    tenants.objects.push(pod);
    const phase = pick(["Running", "Running", "Running", "Running", "Pending", "Succeeded", "Failed"]);
    const ip =
      phase === "Pending" && random() < 0.5
        ? ""
        : pick([nextPodAddress(NODE), nextPodAddress(NODE), `fd00::${index + 1}`]);
    await api.patchStatus(pod, {
      phase,
      ...(ip && { podIP: ip, podIPs: [{ ip }] }),
      hostIP: nodeAddress(NODES[0]),
      conditions: [{ type: "Ready", status: phase === "Running" ? "True" : "False" }],
    });
    made.push({ pod, ip });
  }
  return made;
}

/** Services whose EndpointSlices name a part of these pods, annotated and not. */
export async function generatedSlices(tenants: Tenants, pods: readonly GeneratedPod[]): Promise<void> {
  for (const [index, annotations] of [
    { "prometheus.io/scrape": "true" },
    { "prometheus.io/scrape": "true", "prometheus.io/port": "8081" },
    {},
  ].entries()) {
    const app = index === 1 ? "two" : "one";
    const name = `service-${index}`;
    const behind = pods.filter(({ pod, ip }) => pod.metadata.labels?.["app"] === app && ip !== "" && !ip.includes(":"));
    const ports = [
      { name: "http-metrics", port: 8080, protocol: "TCP" },
      ...(index === 1 ? [{ name: "web", port: 9000, protocol: "TCP" }] : []),
    ];
    await tenants.apply([
      {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: NAMESPACE, annotations },
        spec: { selector: { app }, clusterIP: "None", ports },
      } as KubernetesObject,
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: `${name}-a`, namespace: NAMESPACE, labels: { "kubernetes.io/service-name": name } },
        addressType: "IPv4",
        endpoints: behind.map(({ pod }, at) => ({
          addresses: [`192.0.2.${(at % 250) + 1}`],
          nodeName: NODE,
          conditions: { ready: true },
          targetRef: { kind: "Pod", name: pod.metadata.name, namespace: NAMESPACE, uid: pod.metadata.uid },
        })),
        ports,
      } as KubernetesObject,
    ]);
  }
}
