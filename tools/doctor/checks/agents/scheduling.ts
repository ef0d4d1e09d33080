/** Whether a DaemonSet makes a pod for a node, by the rules of Kubernetes' controller and scheduler. */
import { at, listAt, objectAt, textAt, type Manifest } from "../../../../policy/evidence/reading";
import { meets } from "../../../live/network/selector";
import type { NodeThere, Taint } from "../../sources/nodes";

/** Taints that the controller lets every DaemonSet's pods tolerate. */
const TOLERATED_BY_ALL = [
  "node.kubernetes.io/not-ready",
  "node.kubernetes.io/unreachable",
  "node.kubernetes.io/disk-pressure",
  "node.kubernetes.io/memory-pressure",
  "node.kubernetes.io/pid-pressure",
  "node.kubernetes.io/unschedulable",
];
const TOLERATED_IN_NODE_NETWORK = "node.kubernetes.io/network-unavailable";

function tolerates(toleration: unknown, { key, value, effect }: Taint): boolean {
  const [wantedKey, wantedEffect] = [textAt(toleration, "key"), textAt(toleration, "effect")];
  const isAnyValue = at(toleration, "operator") === "Exists";
  return (
    (wantedEffect === "" || wantedEffect === effect) &&
    (wantedKey === "" ? isAnyValue : wantedKey === key) &&
    (isAnyValue || textAt(toleration, "value") === value)
  );
}

/** The taints that keep the pods of a DaemonSet from a node. */
export function refusingTaints(podSpec: Manifest, { taints }: NodeThere): Taint[] {
  const tolerations = listAt(podSpec, "tolerations");
  const always = [...TOLERATED_BY_ALL, ...(at(podSpec, "hostNetwork") === true ? [TOLERATED_IN_NODE_NETWORK] : [])];
  return taints.filter(
    (taint) =>
      taint.effect !== "PreferNoSchedule" &&
      !always.includes(taint.key) &&
      !tolerations.some((toleration) => tolerates(toleration, taint)),
  );
}

/** The taint as `kubectl taint` writes it. */
export function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === "" ? "" : `=${value}`}:${effect}`;
}

/** The labels of a node selector that a node does not have. */
export function missingLabels(podSpec: Manifest, { labels }: NodeThere): [key: string, value: string][] {
  return Object.entries(objectAt(podSpec, "nodeSelector"))
    .map(([key, value]): [string, string] => [key, String(value)])
    .filter(([key, value]) => labels[key] !== value);
}

function matches(requirement: unknown, { name, labels }: NodeThere, isField: boolean): boolean {
  const key = textAt(requirement, "key");
  return meets(requirement, isField ? (key === "metadata.name" ? name : undefined) : labels[key]);
}

/** Whether the required affinity of a pod's specification leaves a node out, as GKE's Autopilot and webhooks set it. */
export function isLeftOutByAffinity(podSpec: Manifest, node: NodeThere): boolean {
  const terms = listAt(
    podSpec,
    "affinity",
    "nodeAffinity",
    "requiredDuringSchedulingIgnoredDuringExecution",
    "nodeSelectorTerms",
  );
  if (terms.length === 0) return false;
  return !terms.some(
    (term) =>
      listAt(term, "matchExpressions").every((expression) => matches(expression, node, false)) &&
      listAt(term, "matchFields").every((expression) => matches(expression, node, true)),
  );
}
