/** What relabelling is made of. */

/** A relabelling rule. It contains `$$` for `$`, because the collector reads a single `$` as the start of a variable. */
export type RelabelRule = Readonly<{
  source_labels?: readonly string[];
  regex?: string;
  target_label?: string;
  replacement?: string;
  action?: "keep" | "drop" | "labelmap" | "labeldrop";
}>;

/** The meta label of an annotation `prometheus.io/…` of the object that asks to be scraped. */
export type AnnotationLabel = (name: string) => string;

/** Scrape job of annotated pods whose own `job` and `instance` are kept. */
export const HONOURED_PODS_JOB = "kubernetes-pods-honoured";

/** Scrape job of pods that ServiceMonitors and PodMonitors select. The label `job` is what these say. */
export const MONITORED_PODS_JOB = "monitored-pods";

/** Scrape job of pods of annotated Services. The label `job` is the name of the pod, or of the Service. */
export const SERVICES_JOB = "kubernetes-services";
