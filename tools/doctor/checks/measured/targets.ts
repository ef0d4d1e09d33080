/** Targets that the agents scrape: whether they answer, once, within the limits, and whose their samples are. */
import { AGENT_ALERTS } from "../../../../monitoring/alerts/agent";
import { earlyAlerts } from "../../../../monitoring/alerts/early";
import type { AlertSpec } from "../../../../monitoring/alerts/model";
import { CLUSTER_LABELS, LABELS, POD_LABELS, SCRAPE } from "../../../../monitoring/metrics";
import { aggregate, isNot, series } from "../../../../monitoring/promql";
import { isCaptured, withoutApplication } from "../../../live/mesh";
import type { Labels } from "../../../live/store";
import { type Category, check } from "../../check";
import { type AnnotatedPod, ANNOTATED_PODS, SCRAPE_PREFIX } from "../../sources/pods";
import { asked } from "../../sources/store";
import { alertChecks } from "./alerts";

const ALERTS: readonly AlertSpec[] = [...AGENT_ALERTS, ...earlyAlerts(0, true)];

const expressionOf = (name: string) => ALERTS.find((alert) => alert.name === name)?.expression ?? "";

const podText = (labels: Labels) => `${labels[LABELS.namespace] ?? ""}/${labels[LABELS.pod] ?? ""}`;

/** What the pod itself says about why it does not answer. */
function causeOf(pod: AnnotatedPod | undefined, port: number): string {
  if (!pod) return "";
  const { annotations, ports, sidecar } = pod.template;
  if (isCaptured(sidecar, port))
    return `: its Istio sidecar captures port ${port}, and lets nobody in without mTLS where a PeerAuthentication is STRICT`;
  if (port === sidecar?.statusPort)
    return annotations["scheme"] === "https"
      ? `: Istio serves the merged page by http, and the pod has the annotation ${SCRAPE_PREFIX}scheme: https`
      : "";
  if (ports.length > 0 && !ports.some(({ number }) => number === port))
    return `: none of its containers declares port ${port}, only ${ports.map(({ number }) => number).join(", ")}`;
  if (port === 443 && annotations["scheme"] !== "https")
    return ": its port is that of https, and it has no annotation prometheus.io/scheme: https";
  return "";
}

const TARGETS_ANSWER = check({
  id: "targets-answer",
  healthy: "every target answers",
  severity: "warning",
  hint: "docs/runbooks/TargetDown.md",
  needs: { down: asked(expressionOf("TargetDown")), pods: ANNOTATED_PODS },
  find: ({ down, pods }, { plan }) => {
    const podOf = new Map(pods.map((pod) => [`${pod.template.namespace}/${pod.name}`, pod]));
    return down.map(({ labels }) => {
      const [subject, instance = ""] = [podText(labels), labels[LABELS.instance]];
      const port = Number(/:(\d+)$/.exec(instance)?.[1] ?? 0);
      return {
        subject,
        text: `its target ${instance} of job ${labels[LABELS.job] ?? ""} is down${causeOf(podOf.get(subject), port)}`,
        fix: `npm run why -- pod/${labels[LABELS.pod] ?? ""} -n ${labels[LABELS.namespace] ?? ""} --stack ${plan?.planned.stack ?? "NAME"} names the first place where its samples end`,
      };
    });
  },
});

const MERGED = check({
  id: "merged-pages-have-applications",
  healthy: "pages that Istio merges have the metrics of their applications",
  severity: "warning",
  hint: "docs/existing-cluster.md#beside-istio",
  needs: { unanswered: asked(withoutApplication(POD_LABELS)), pods: ANNOTATED_PODS },
  find: ({ unanswered, pods }) => {
    const podOf = new Map(pods.map((pod) => [`${pod.template.namespace}/${pod.name}`, pod]));
    return unanswered.map(({ labels }) => ({
      subject: podText(labels),
      text: `its Istio sidecar gets no metrics of the application at ${podOf.get(podText(labels))?.template.sidecar?.asks ?? "the port that it asks"}`,
      fix: `Name the port in the annotation ${SCRAPE_PREFIX}port of the workload's template: Istio asks at 80 without one, and by http alone`,
    }));
  },
});

/** Targets of one address that two jobs scrape. */
const SCRAPED = series(SCRAPE.up, isNot(LABELS.pod, ""));
const TARGETS_ONCE = check({
  id: "targets-once",
  healthy: "no target is in the store under two jobs",
  severity: "warning",
  hint: "docs/existing-cluster.md",
  needs: {
    doubled: asked(
      `${aggregate("count", [...CLUSTER_LABELS, LABELS.namespace, LABELS.pod, LABELS.instance], SCRAPED)} > 1`,
    ),
  },
  find: ({ doubled }) =>
    doubled.map(({ labels, value }) => ({
      subject: podText(labels),
      text: `its target ${labels[LABELS.instance] ?? ""} is scraped by ${value} jobs, and stored as often`,
      fix: "Take its annotation off, or the monitor that selects it",
    })),
});

export const TARGETS: Category = {
  name: "targets",
  title: "Targets",
  checks: [
    TARGETS_ANSWER,
    ...alertChecks(ALERTS, {
      TargetOverLimit: "every target is within the limits of a scrape",
      PodAttributesMissing: "samples have the names of their pods",
    }),
    TARGETS_ONCE,
    MERGED,
  ],
};
