/** The relabelling rules of an agent's scrape jobs: what they may read and write. */
import { COLLECTOR_LABEL_NAME, JOBS, POD_ATTRIBUTES, STACK_ATTRIBUTES } from "../../../contract/series";
import { at, textAt, textsAt } from "../../evidence/reading";
import { allOf, demand, listOf, oneOf, positive, type Shape } from "../../evidence/shape";

const LABEL = /__meta_(kubernetes|monitor)_\w+|__scrape_interval__|__tmp_\w+|__address__|__name__|[a-zA-Z]\w*/;
/** Labels that a rule may write. The address and the job have rules of their own; whose a sample is comes later. */
const TARGET = /__metrics_path__|__scheme__|__scrape_(interval|timeout)__|__tmp_\w+|__param_\w+/;

const PORT_ANNOTATION = "__meta_kubernetes_pod_annotation_prometheus_io_port";

/** Where an address comes from that an EndpointSlice could name otherwise. */
export const POD_PORT = ["__meta_kubernetes_pod_ip", "__meta_kubernetes_endpointslice_port"];
const SERVICE_PORT = ["__meta_kubernetes_pod_ip", "__meta_kubernetes_service_annotation_prometheus_io_port"];
export const MONITOR_PORT = ["__meta_kubernetes_pod_ip", "__meta_monitor_port"];
const IP_VERSIONS = ["$$1:$$2", "[$$1]:$$2"];

/** The address is the pod's own, whatever its annotations say. */
const ADDRESS = oneOf(
  {
    "regex?": /[^]+/,
    source_labels: oneOf(["__meta_kubernetes_pod_ip", PORT_ANNOTATION], POD_PORT, SERVICE_PORT, MONITOR_PORT),
    replacement: oneOf(...IP_VERSIONS),
    target_label: "__address__",
  },
  {
    regex: /[^]+/,
    source_labels: ["__meta_kubernetes_pod_ip"],
    replacement: oneOf("$$1:8888", "[$$1]:8888"),
    target_label: "__address__",
  },
);

/** What targets may be chosen by: annotations, phase and node. Add what else decides. */
const CHOOSES: readonly Shape[] = [
  listOf(
    /__meta_kubernetes_((pod|service)_annotation(present)?_prometheus_io_\w+|pod_node_name|pod_container_port_name|endpointslice_port_name)|__meta_monitor_service_annotated/,
    1,
  ),
  ["__meta_kubernetes_namespace_label_gke_telemetry_collected_by", "__meta_kubernetes_namespace"],
];
const CHOICE: Shape = oneOf(
  ...CHOOSES.map((source_labels) => ({ action: "keep", regex: /[^]+/, source_labels })),
  // What drops pods without an annotation drops nearly all; only where certificates are verified that is meant.
  ...CHOOSES.map((source_labels) => ({ action: "drop", regex: /true;?/, source_labels })),
  {
    action: "drop",
    regex: "(false)?",
    source_labels: [/__meta_kubernetes_(pod|service)_annotation_prometheus_io_tls_verify/],
  },
  { action: "drop", regex: "Pending|Succeeded|Failed", source_labels: ["__meta_kubernetes_pod_phase"] },
  // The agent itself, and the stack's own servers, have jobs of their own.
  {
    action: /keep|drop/,
    regex: "${env:OTEL_K8S_NAMESPACE};${env:OTEL_K8S_POD_NAME}",
    source_labels: ["__meta_kubernetes_namespace", "__meta_kubernetes_pod_name"],
  },
  {
    action: "keep",
    regex: /[a-z0-9-]+;(prometheus|alertmanager);\d+/,
    source_labels: [
      "__meta_kubernetes_namespace",
      "__meta_kubernetes_pod_label_app_kubernetes_io_name",
      "__meta_kubernetes_pod_container_port_number",
    ],
  },
);

/** The job is the program's name, which the pod's owner gives, or that of the Service. */
const OF_JOB: Shape = oneOf(
  {
    "regex?": /[^]+/,
    "replacement?": /[^]+/,
    source_labels: [oneOf("__meta_kubernetes_pod_label_app_kubernetes_io_name", "__meta_kubernetes_service_name")],
    target_label: "job",
  },
  { replacement: JOBS.pods, target_label: "job" },
);

/** Labels that the agents set, which no target has the say of. */
const OWN_NAMES = [
  ...[...POD_ATTRIBUTES, ...STACK_ATTRIBUTES].map((name) => name.replaceAll(".", "_")),
  COLLECTOR_LABEL_NAME,
];
/** Without these a sample is no other's, but nobody's. */
const NAMES_OF_TARGETS = ["__name__", "__address__", "job", "instance", "le", "quantile", "container", "code"];
const OWN_LABEL = demand("has to match the agents' own labels, and no others", (regex) => {
  const isNamed = (name: string) => new RegExp(`^(?:${String(regex)})$`).test(name);
  return OWN_NAMES.every(isNamed) && !NAMES_OF_TARGETS.some(isNamed);
});

export const RULES: readonly Shape[] = [
  CHOICE,
  OF_JOB,
  { action: "labeldrop", regex: OWN_LABEL },
  // A rule without a source would ask every pod for the same.
  {
    "action?": /replace|lowercase|hashmod/,
    "modulus?": positive,
    "regex?": /[^]*/,
    "replacement?": /[^]*/,
    "separator?": /.+/,
    source_labels: listOf(LABEL, 1),
    target_label: TARGET,
  },
  { action: "labelmap", regex: /[^]+/, replacement: /__param_\$\$1|exported_\$\$1/ },
  ADDRESS,
];
export const RELABELING = listOf(oneOf(...RULES));

export const keeps = (source: string, regex: string) =>
  demand(`have to keep only targets where ${source} is ${regex}`, (rules) =>
    (rules as unknown[]).some(
      (rule) =>
        textAt(rule, "action") === "keep" &&
        textAt(rule, "regex") === regex &&
        textsAt(rule, "source_labels").join(";") === source,
    ),
  );

/** Labels that agents set: a target's own become `exported_…`. */
export const OWN_LABELS = allOf(
  listOf(
    oneOf(
      { action: "drop", regex: "target_info", source_labels: ["__name__"] },
      { action: "labelmap", regex: OWN_LABEL, replacement: "exported_$$1" },
      { action: "labeldrop", regex: OWN_LABEL },
    ),
  ),
  demand("have to move a target's own labels of pod and cluster", (rules) =>
    ["labelmap", "labeldrop"].every((action) => (rules as unknown[]).some((rule) => at(rule, "action") === action)),
  ),
);

export const addressFrom = (source: readonly string[]) =>
  demand("have to take every address from the pod", (rules) =>
    IP_VERSIONS.every((form) =>
      (rules as unknown[]).some(
        (rule) => textAt(rule, "replacement") === form && textsAt(rule, "source_labels").join() === source.join(),
      ),
    ),
  );
