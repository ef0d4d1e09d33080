/** Services, nodes and metrics whose ways end at other places than those of a pod. */
import type { KubernetesObject } from "../cluster/kubernetes";
import { environment } from "../environment";
import { monitor, serviceOf } from "../tenants/monitors";
import { gauge, sendOtlp } from "../tenants/otlp";
import { ANNOTATED, METRICS, OTHER_NODE, page, serve } from "../tenants/state";
import { NODE, type RunningTenantPod, type Tenants } from "../tenants/tenants";
import { PORTS } from "../../../contract/ports";
import type { TenantPod } from "../applications/tenantPods";
import type { Ending } from "./ending";

/** Namespace of what is asked about. */
export const MARKET = "market";
export const SERIES_LIMIT = 1000;
const WINDOWS_NODE = "windows-1";

export interface Thing extends Ending {
  /** What was done, as the name of the test. */
  readonly name: string;
  /** As it is asked about: `service/NAME`, `node/NAME` or `metric/NAME`. */
  readonly subject: string;
  readonly make?: (tenants: Tenants) => Promise<void>;
}

type Metadata = KubernetesObject["metadata"];

const service = (name: string, selector: object | undefined, annotations: Metadata["annotations"] = {}) =>
  ({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: MARKET, annotations },
    spec: { ...(selector && { selector }), ports: [{ name: "web", port: 80, targetPort: 8080 }] },
  }) as KubernetesObject;

/** A pod behind a Service, which has the Service's name as its label. */
const behind = (tenants: Tenants, app: string, name: string, more: Partial<TenantPod> = {}) =>
  tenants.pod({ name, namespace: MARKET, labels: { app }, ...more });

/** A Service by whose own annotations its pods are scraped, as agents of these settings do. */
async function annotated(tenants: Tenants, app: string, pods: readonly RunningTenantPod[]): Promise<void> {
  const [, slice] = serviceOf({ metadata: { name: app, namespace: MARKET } }, { name: "web", port: 8080 }, pods);
  await tenants.apply([service(app, { app }, ANNOTATED), ...(pods.length > 0 && slice ? [slice] : [])]);
}

const exposing = async (tenants: Tenants, name: string, text: () => string, more: Partial<TenantPod> = {}) => {
  const pod = await tenants.pod({ name, namespace: MARKET, annotations: ANNOTATED, ...more });
  await serve(pod, (request, response) => {
    page(text())(request, response);
  });
  return pod;
};

const SERVICES: readonly Thing[] = [
  {
    name: "a Service whose pods are scraped by its own annotations",
    subject: "service/front",
    make: async (tenants) => {
      const pod = await behind(tenants, "front", "front-0");
      await serve(pod, page(METRICS));
      await annotated(tenants, "front", [pod]);
    },
    verdict: /^service market\/front arrives: 1 pod$/,
  },
  {
    name: "a Service beside whose pod an evicted one was left",
    subject: "service/moved",
    make: async (tenants) => {
      const pod = await behind(tenants, "moved", "moved-1", { annotations: ANNOTATED });
      await serve(pod, page(METRICS));
      const evicted = await behind(tenants, "moved", "moved-0", { annotations: ANNOTATED });
      await environment().server.api.patchStatus(evicted.pod, { phase: "Failed", reason: "Evicted" });
      await tenants.apply([service("moved", { app: "moved" })]);
    },
    verdict: /^service market\/moved arrives: 1 pod$/,
  },
  {
    name: "a Service that selects no pod",
    subject: "service/nobody",
    make: (tenants) => tenants.apply([service("nobody", { app: "no-body" }, ANNOTATED)]),
    station: "selector",
    verdict: /^service market\/nobody is not scraped: its selector app=no-body selects no pod$/,
    fix: /kubectl --namespace market get pods --show-labels/,
  },
  {
    name: "a Service without a selector",
    subject: "service/outside",
    make: (tenants) => tenants.apply([service("outside", undefined, ANNOTATED)]),
    station: "selector",
    verdict: /^service market\/outside is not scraped: it has no selector, /,
    fix: /scrapeJobs/,
  },
  {
    name: "a Service whose pod no EndpointSlice names",
    subject: "service/waiting",
    make: async (tenants) => {
      await behind(tenants, "waiting", "waiting-0");
      await annotated(tenants, "waiting", []);
    },
    station: "pods",
    verdict: /pod market\/waiting-0 is not scraped: no EndpointSlice of Service waiting names it, /,
    fix: /get endpointslices --selector kubernetes\.io\/service-name=waiting/,
  },
  {
    name: "a Service whose pods are on a node without an agent",
    subject: "service/batch",
    make: async (tenants) => {
      await behind(tenants, "batch", "batch-0", { annotations: ANNOTATED, node: OTHER_NODE });
      await tenants.apply([service("batch", { app: "batch" })]);
    },
    station: "pods",
    verdict:
      /^service market\/batch does not arrive: pod market\/batch-0 is not scraped: node acceptance-2 has the taint /,
    fix: /tolerations: \[\{"key":"dedicated"[^]*npm run why -- pod\/batch-0 --namespace market --stack NAME/,
  },
  {
    name: "a Service with neither an annotation nor annotated pods",
    subject: "service/plain",
    make: async (tenants) => {
      await behind(tenants, "plain", "plain-0");
      await tenants.apply([service("plain", { app: "plain" })]);
    },
    station: "pods",
    verdict: /pod market\/plain-0 is not scraped: it has no annotation prometheus\.io\/scrape$/,
  },
  {
    name: "a Service that is not there",
    subject: "service/fronts",
    station: "service",
    verdict: /^service market\/fronts is not scraped: there is no Service fronts in namespace market$/,
  },
];

const NODES: readonly Thing[] = [
  {
    name: "a node whose agent scrapes",
    subject: `node/${NODE}`,
    verdict: /^node acceptance-1 arrives: \d+ series, the newest sample is \d s old$/,
  },
  {
    name: "a node whose taint the agents do not tolerate",
    subject: `node/${OTHER_NODE}`,
    station: "agent",
    verdict:
      /^node acceptance-2 is not seen: node acceptance-2 has the taint dedicated=batch:NoSchedule, which the agents do not tolerate$/,
    fix: /tolerations: \[\{"key":"dedicated","operator":"Equal","value":"batch","effect":"NoSchedule"\}\]/,
  },
  {
    name: "a node that runs Windows",
    subject: `node/${WINDOWS_NODE}`,
    make: async (tenants) => {
      const node = { apiVersion: "v1", kind: "Node", metadata: { name: WINDOWS_NODE } } as KubernetesObject;
      await tenants.apply([node]);
      const nodeInfo = { operatingSystem: "windows", architecture: "amd64", kubeletVersion: "v1.34.0" };
      await environment().server.api.patchStatus(node, { nodeInfo });
    },
    station: "node",
    verdict: /^node windows-1 has no agent: it runs Windows, /,
  },
  {
    name: "a node that is not there",
    subject: "node/acceptance-9",
    station: "node",
    verdict: /^node acceptance-9 is not seen: there is no node acceptance-9$/,
  },
];

const METRIC_STATES: readonly Thing[] = [
  {
    name: "a metric that is there",
    subject: "metric/orders_total",
    verdict: /^metric orders_total is there: \d+ series of \d jobs on 1 node$/,
  },
  {
    name: "a metric that a rule of the settings drops everywhere",
    subject: "metric/dropped_everywhere",
    make: async (tenants) => {
      await exposing(tenants, "dropped-0", () => "dropped_everywhere 1\nkept_beside 1\n");
    },
    station: "rules",
    verdict:
      /^metric dropped_everywhere is dropped: agent\.metricRules drops dropped_\.\* in every namespace but the stack's own$/,
    fix: /npm run up/,
  },
  {
    name: "a metric that a ServiceMonitor drops",
    subject: "metric/unwanted_bytes",
    make: async (tenants) => {
      const pod = await exposing(tenants, "monitored-0", () => "unwanted_bytes 1\nwanted_bytes 1\n", {
        annotations: {},
        labels: { app: "monitored" },
        ports: { metrics: 8080 },
      });
      const labels = { app: "monitored" };
      const metadata = { name: "monitored", namespace: MARKET, labels };
      const rule = { sourceLabels: ["__name__"], regex: "unwanted_.*", action: "drop" };
      const spec = { selector: { matchLabels: labels }, endpoints: [{ port: "metrics", metricRelabelings: [rule] }] };
      await tenants.apply([
        monitor("ServiceMonitor", MARKET, "monitored", spec),
        ...serviceOf({ metadata }, { name: "metrics", port: 8080 }, [pod]),
      ]);
    },
    station: "rules",
    verdict:
      /^metric unwanted_bytes is dropped: ServiceMonitor market\/monitored drops it, by rule 1 of its metricRelabelings$/,
    fix: /kubectl --namespace market edit servicemonitor monitored/,
  },
  {
    name: "a metric of the kubelet that the stack does not keep",
    subject: "metric/container_tasks_state",
    station: "rules",
    verdict: /^metric container_tasks_state is dropped: job \S+ does not keep it: /,
  },
  {
    name: "a metric that has vanished",
    subject: "metric/vanishing_items",
    make: async (tenants) => {
      let text = "vanishing_items 1\n";
      await exposing(tenants, "vanishing-0", () => text);
      while ((await tenants.store.query("vanishing_items")).length === 0)
        await new Promise((resolve) => setTimeout(resolve, 500));
      text = "other_items 1\n";
    },
    station: "store",
    verdict: /^metric vanishing_items is not there: no target has it now; its newest sample is \d+ s old$/,
    fix: /last_over_time\(.*vanishing_items/,
  },
  {
    name: "a metric by the name that an SDK gives it",
    subject: "metric/baskets.filled",
    make: async (tenants) => {
      const { podIP } = await tenants.pod({ name: "sender-0", namespace: MARKET });
      const url = `http://${tenants.agent.podIP}:${PORTS.otlpHttp}/v1/metrics`;
      await sendOtlp(podIP, url, gauge("baskets.filled", 1, { "service.name": "baskets" }));
    },
    station: "store",
    verdict: /^metric baskets\.filled is not there: names of the store have no dots: it is baskets_filled there$/,
    fix: /npm run why -- metric\/baskets_filled --stack NAME/,
  },
  {
    name: "a metric that nobody has",
    subject: "metric/nobody_has_this",
    station: "store",
    verdict: /^metric nobody_has_this is not there: the store has never had it within 24 hours$/,
  },
];

export const THINGS: readonly Thing[] = [...SERVICES, ...NODES, ...METRIC_STATES];
