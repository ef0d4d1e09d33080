/** Annotations of pods, Deployments and Namespaces that several parts of the program write or read. */

/** Annotation that says in a sentence why a namespace is not `restricted`. */
export const POD_SECURITY_REASON = "gke-telemetry/pod-security-reason";

/** Annotation with the codes of the same reasons, separated by commas, which policies and exemptions read. */
export const POD_SECURITY_REASON_CODES = "gke-telemetry/pod-security-reason-codes";

/** Why pods cannot run at the Pod Security level `restricted`. */
export const POD_SECURITY_CODES = {
  /** They mount a folder of the node. */
  hostPath: "host-path",
  /** They share the node's network namespace. */
  hostNetwork: "host-network",
} as const;

export type PodSecurityCode = (typeof POD_SECURITY_CODES)[keyof typeof POD_SECURITY_CODES];

/** Annotation of a Deployment that gets a collector as a sidecar in each pod, with the value `"true"`. */
export const INJECT_SIDECAR_ANNOTATION = "gke-telemetry/inject-sidecar";

/** Annotation that makes the agents scrape a pod, with the value `"true"`. */
export const SCRAPE_ANNOTATION = "prometheus.io/scrape";

/** Annotation with the port of a pod's target. */
export const PORT_ANNOTATION = "prometheus.io/port";

/** Annotations that make the agents scrape a pod. */
export function scrapeAnnotations(port: number, path = "/metrics"): Record<string, string> {
  return { [SCRAPE_ANNOTATION]: "true", [PORT_ANNOTATION]: String(port), "prometheus.io/path": path };
}

/**
 * Annotation of collectors' pods with the generation of the stack's certificates. A step restarts them: a collector
 * reads the authority's certificate only when it starts.
 */
export const CERTIFICATES_ANNOTATION = "gke-telemetry/certificates-generation";

/** Annotation of pods with the resource versions of the Secrets that they mount: a change of one restarts them. */
export const SECRET_VERSIONS_ANNOTATION = "gke-telemetry/secret-versions";

/**
 * Label of namespaces by which agents and the central collector that they replace tell whose pods are whose: the agents'
 * with the value `COLLECTED_BY_AGENTS`, else the central collector's.
 */
export const COLLECTED_BY_LABEL = "gke-telemetry/collected-by";

export const COLLECTED_BY_AGENTS = "agents";

/** The same label as Prometheus' discovery shows it: with `_` for every character that its own labels cannot have. */
export const COLLECTED_BY_META_LABEL = `__meta_kubernetes_namespace_label_${COLLECTED_BY_LABEL.replace(/\W/g, "_")}`;

/** Marks a namespace that is not the stack's own and in which it has parts. */
export const SHARED_ANNOTATION = "gke-telemetry/shared";
