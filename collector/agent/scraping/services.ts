/** Pods of the node that are scraped because a Service of theirs is annotated. */
import { NODE_NAME_VARIABLE } from "../../../contract/names";
import type { AgentSettings } from "../../../settings/schema/settings";
import { DROP_UNLESS_RUNNING, IPS, names, OWN_POD, pod, request } from "../relabeling";
import type { JsonObject } from "../../common/model";
import type { AnnotationLabel, RelabelRule } from "./model";
import { timing } from "./timing";

const service = (name: string) => `__meta_kubernetes_service_${name}`;
const annotation: AnnotationLabel = (name) => service(`annotation_prometheus_io_${name}`);
const endpoint = (name: string) => `__meta_kubernetes_endpointslice_${name}`;

/**
 * Discovery of the endpoints of Services. Pods are selected by node; EndpointSlices and Services have no field for it, so
 * every agent watches all of them, as every kube-proxy does.
 *
 * @param pods discovery of the pods of the node
 */
export function servicesOf([pods]: readonly [JsonObject]) {
  return [{ ...pods, role: "endpointslice" }] as const;
}

/**
 * Rules for the endpoints of annotated Services. A pod with an annotation of its own decides for itself, so that none is
 * scraped twice. The address is that of the pod: whoever can write an EndpointSlice could name any other.
 */
export function annotatedServiceRules(agent: AgentSettings): RelabelRule[] {
  return [
    { source_labels: [annotation("scrape")], regex: "true", action: "keep" },
    { source_labels: [pod("node_name")], regex: `\${env:${NODE_NAME_VARIABLE}}`, action: "keep" },
    { source_labels: [pod("annotationpresent_prometheus_io_scrape")], regex: "true", action: "drop" },
    { ...OWN_POD, action: "drop" },
    DROP_UNLESS_RUNNING,
    ...address(),
    ...request(annotation),
    ...timing(agent, annotation),
    { source_labels: [service("name")], regex: "(.+)", target_label: "job", replacement: "$$1" },
    ...names(),
  ];
}

/** The port of the annotation, or each port of the Service whose name says that it serves metrics. */
function address(): RelabelRule[] {
  const number = "[1-9][0-9]{0,4}";
  const port = annotation("port");
  const own = [pod("ip"), endpoint("port")];
  return [
    { source_labels: [port, endpoint("port_name")], regex: `${number};.*|[^;]*;(.+-)?metrics`, action: "keep" },
    ...IPS.flatMap(({ ip, host }) => [
      { source_labels: own, regex: `${ip};(${number})`, target_label: "__address__", replacement: `${host}:$$2` },
      {
        source_labels: [pod("ip"), port],
        regex: `${ip};(${number})`,
        target_label: "__address__",
        replacement: `${host}:$$2`,
      },
    ]),
  ];
}
