/** What the API server lets an agent watch. */
import { listAt, textAt, textsAt } from "../../evidence/reading";
import { demand, items, oneOf, type Shape } from "../../evidence/shape";

const watch = (group: string, ...resources: string[]): Shape => ({
  apiGroups: [group],
  resources,
  verbs: items(["get", "list", "watch"]),
});

/** The kubelet's metrics, and no other of its endpoints. */
const KUBELET_METRICS: Shape = { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] };

/** Pods, and Services where it scrapes those of annotated ones. */
export const AGENT_RULES: Shape = oneOf(
  items([watch("", "pods")], [KUBELET_METRICS]),
  items([watch("", "pods", "services"), watch("discovery.k8s.io", "endpointslices")], [KUBELET_METRICS]),
);

/** What log agents watch. */
export const LOG_AGENT_RULES: Shape = [watch("", "pods")];

/** What the collector of events watches. */
export const EVENTS_RULES: Shape = [watch("events.k8s.io", "events")];

/** Services of the whole cluster are watched by whoever scrapes them. */
export const SERVICES_ARE_SCRAPED = demand(
  "has to watch Services only to scrape them",
  (value) =>
    !listAt(value, "clusterRole", "rules").some((rule) => textsAt(rule, "resources").includes("services")) ||
    listAt(value, "alternateConfig", "receivers", "prometheus", "config", "scrape_configs").some(
      (job) => textAt(job, "job_name") === "kubernetes-services",
    ),
);
