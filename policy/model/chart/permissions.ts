/** What the API server lets an agent watch. */
import { at, listAt, textAt, textsAt } from "../../evidence/reading";
import { demand, items, oneOf, type Shape } from "../../evidence/shape";

const watch = (group: string, ...resources: string[]): Shape => ({
  apiGroups: [group],
  resources,
  verbs: items(["list", "watch"]),
});

/** The kubelet's metrics, and no other of its endpoints. */
const KUBELET_METRICS: Shape = { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] };

const MONITORS = watch("monitoring.coreos.com", "podmonitors", "servicemonitors");

/**
 * Pods, and where it scrapes those of annotated Services or of monitors, what finds them; in a migration the namespaces
 * too, whose labels say whose they are.
 */
export const AGENT_RULES: Shape = oneOf(
  ...[[], ["namespaces"]].flatMap((more) => {
    const services = [watch("", ...more, "pods", "services"), watch("discovery.k8s.io", "endpointslices")];
    return [[watch("", ...more, "pods")], services, [...services, MONITORS]].map((rules) =>
      items(rules, [KUBELET_METRICS]),
    );
  }),
);

/** What log agents watch. */
export const LOG_AGENT_RULES: Shape = [watch("", "pods")];

/** What the collector of events watches. */
export const EVENTS_RULES: Shape = [watch("events.k8s.io", "events")];

/** Services of the whole cluster are watched by whoever scrapes them. */
export const SERVICES_ARE_SCRAPED = demand(
  "has to watch Services, monitors and namespaces only to scrape by them",
  (value) => {
    const watched = listAt(value, "clusterRole", "rules").flatMap((rule) => textsAt(rule, "resources"));
    const jobs = listAt(value, "alternateConfig", "receivers", "prometheus", "config", "scrape_configs");
    const named = (name: string) => jobs.some((job) => textAt(job, "job_name") === name);
    return (
      (!watched.includes("namespaces") ||
        jobs.some((job) => at(listAt(job, "kubernetes_sd_configs")[0], "attach_metadata", "namespace") === true)) &&
      (!watched.includes("servicemonitors") || named("monitored-pods")) &&
      (!watched.includes("services") || named("monitored-pods") || named("kubernetes-services"))
    );
  },
);
