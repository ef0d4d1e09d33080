/** Pods that are not scraped, each for another reason, and where the reason is found. */
import type { KubernetesObject } from "../cluster/kubernetes";
import type { Pod } from "../cluster/pods";
import { environment } from "../environment";
import { ANSWERS } from "./answers";
import { MESHED } from "./meshed";
import { ANNOTATED, METRICS, NAMESPACE, OTHER_NODE, page, SCRAPED, serve, type State } from "./state";
import type { RunningTenantPod, Tenants } from "./tenants";

const owned = (kind: string, name: string) => [
  { apiVersion: "apps/v1", kind, name, uid: "00000000-0000-4000-8000-000000000002", controller: true },
];

async function setStatus(pod: Pod, status: object): Promise<void> {
  await environment().server.api.patchStatus(pod, status);
}

const deployment = (name: string, annotations: Record<string, string>): KubernetesObject => {
  const labels = { app: name };
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: "main", image: "example.invalid/application:1" }] },
  };
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: NAMESPACE, annotations },
    spec,
  } as KubernetesObject;
};

const denyAll = (app: string): KubernetesObject =>
  ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "deny-all", namespace: NAMESPACE },
    spec: { podSelector: { matchLabels: { app } }, policyTypes: ["Ingress"] },
  }) as KubernetesObject;

export const STATES: readonly State[] = [
  {
    name: "a pod that is scraped",
    pod: { annotations: ANNOTATED },
    make: (_, pod) => serve(pod, page(METRICS)),
    verdict: /^pod shop\/state-0 arrives: 1 series, the newest sample is \d s old$/,
  },
  {
    name: "no annotation",
    pod: {},
    station: "annotation",
    verdict: /is not scraped: it has no annotation prometheus\.io\/scrape$/,
    fix: /annotate pod state-\d+ --overwrite prometheus\.io\/scrape=true/,
  },
  {
    name: "an annotation with another value",
    pod: { annotations: { ...ANNOTATED, "prometheus.io/scrape": "True" } },
    station: "annotation",
    verdict: /annotation prometheus\.io\/scrape is "True", not "true"$/,
  },
  {
    name: "an annotation that is spelt otherwise",
    pod: { annotations: { "prometheus.com/scrape": "true" } },
    station: "annotation",
    verdict: /its annotation is called prometheus\.com\/scrape, not prometheus\.io\/scrape$/,
  },
  {
    name: "annotations on the Deployment in place of its template",
    pod: {
      labels: { app: "cart", "pod-template-hash": "6c5b9d7f4" },
      ownerReferences: owned("ReplicaSet", "cart-6c5b9d7f4"),
    },
    make: (tenants) => tenants.apply([deployment("cart", ANNOTATED)]),
    station: "annotation",
    verdict: /annotation prometheus\.io\/scrape is on deployment cart itself, not in its template/,
    fix: /patch deployment cart --type merge --patch '\{"spec":\{"template":.*"prometheus\.io\/port":"8080"/,
  },
  {
    name: "annotations on the Service, which the agents do not read",
    pod: { labels: { app: "front" } },
    make: (tenants) =>
      tenants.apply([
        {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "front", namespace: NAMESPACE, annotations: SCRAPED },
          spec: { selector: { app: "front" }, ports: [{ port: 8080 }] },
        } as KubernetesObject,
      ]),
    station: "annotation",
    verdict: /annotation prometheus\.io\/scrape is on Service front, and agents do not read annotations of Services$/,
    fix: /serviceAnnotations: true/,
  },
  {
    name: "a port that is a name",
    pod: { annotations: { ...SCRAPED, "prometheus.io/port": "http" }, ports: { http: 8080 } },
    station: "relabelling",
    verdict: /is not scraped: annotation prometheus\.io\/port is "http", which is no number$/,
    fix: /prometheus\.io\/port=8080/,
  },
  {
    name: "no port at all",
    pod: { annotations: SCRAPED, ports: { web: 8080 } },
    station: "relabelling",
    verdict:
      /no annotation prometheus\.io\/port, and no port whose name is metrics or ends with -metrics: it declares web 8080$/,
  },
  {
    name: "a port that no port can be",
    pod: { annotations: { ...SCRAPED, "prometheus.io/port": "99999" } },
    station: "last scrape",
    verdict: /annotation prometheus\.io\/port is "99999", and ports end at 65535$/,
  },
  {
    name: "a pod without a node",
    pod: { annotations: ANNOTATED },
    make: (_, { pod }) =>
      setStatus(pod, {
        phase: "Pending",
        podIP: null,
        podIPs: null,
        conditions: [
          {
            type: "PodScheduled",
            status: "False",
            reason: "Unschedulable",
            message: "0/2 nodes are available: 2 Insufficient cpu.",
          },
        ],
      }),
    station: "pod",
    verdict: /it does not run yet \(Pending\): it has no node: 0\/2 nodes are available: 2 Insufficient cpu\.$/,
  },
  {
    name: "a pod whose image cannot be pulled",
    pod: { annotations: ANNOTATED },
    make: (_, { pod }) =>
      setStatus(pod, {
        phase: "Pending",
        conditions: [{ type: "Ready", status: "False" }],
        containerStatuses: [
          {
            name: "main",
            image: "x",
            imageID: "",
            ready: false,
            restartCount: 0,
            state: { waiting: { reason: "ImagePullBackOff", message: "Back-off pulling image" } },
          },
        ],
      }),
    station: "pod",
    verdict: /it does not run yet \(Pending\): ImagePullBackOff, Back-off pulling image$/,
  },
  {
    name: "a pod that has ended",
    pod: { annotations: ANNOTATED },
    make: (_, { pod }) => setStatus(pod, { phase: "Succeeded" }),
    station: "pod",
    verdict: /it has ended \(Succeeded/,
  },
  {
    name: "a node whose taint the agents do not tolerate",
    pod: { annotations: ANNOTATED, node: OTHER_NODE },
    station: "agent",
    verdict: /node acceptance-2 has the taint dedicated=batch:NoSchedule, which the agents do not tolerate$/,
    fix: /tolerations: \[\{"key":"dedicated","operator":"Equal","value":"batch","effect":"NoSchedule"\}\]/,
  },
  {
    name: "a network policy that lets nobody in",
    pod: { annotations: ANNOTATED, labels: { app: "closed" } },
    make: (tenants) => tenants.apply([denyAll("closed")]),
    station: "network policy",
    verdict: /NetworkPolicy shop\/deny-all lets no agent connect to port 8080$/,
    fix: /kind":"NetworkPolicy".*kubernetes\.io\/metadata\.name":"open-telemetry".*kubectl apply/,
  },
  ...ANSWERS,
  ...MESHED,
];

/** Creates the pod of a state. Addresses are of the node's range, also where no agent is. */
export async function created(tenants: Tenants, { pod, make }: State, index: number): Promise<RunningTenantPod> {
  const one = await tenants.pod({ name: `state-${index}`, namespace: NAMESPACE, ...pod });
  await make?.(tenants, one);
  return one;
}
