/** Versions and APIs that a plan needs. */
import { clusterFacts } from "../../../facts/cluster";
import { isAtLeast, type KubernetesVersion, SAME_NODE_TRAFFIC } from "../../../gke/version";
import { at, listAt } from "../../../policy/evidence/reading";
import { PROJECT } from "../../../settings/schema/settings";
import { grouped, namesText } from "../../text";
import { found, type Check, type Finding } from "../finding";
import { groupOf } from "../../live/kinds";
import { keyOf, ofKind, podSpecOf, workloadsOf, type Wanted } from "../../live/wanted";

/** What a plan may use that older clusters do not have. */
interface Feature {
  readonly name: string;
  readonly since: KubernetesVersion;
  readonly isUsed: (wanted: Wanted) => boolean;
  readonly fix: string;
}

const UPGRADE = "Upgrade the cluster.";

const FEATURES: readonly Feature[] = [
  {
    name: "Services whose traffic stays on the node (internalTrafficPolicy: Local)",
    since: { major: 1, minor: 26 },
    isUsed: (wanted) =>
      ofKind(wanted, "Service").some(({ manifest }) => at(manifest, "spec", "internalTrafficPolicy") === "Local"),
    fix: UPGRADE,
  },
  {
    name: `${PROJECT}:agent.locality: prefer (trafficDistribution: PreferSameNode)`,
    since: SAME_NODE_TRAFFIC,
    isUsed: (wanted) =>
      ofKind(wanted, "Service").some(
        ({ manifest }) => at(manifest, "spec", "trafficDistribution") === "PreferSameNode",
      ),
    fix: `Set ${PROJECT}:agent.locality: require, or upgrade the cluster.`,
  },
  {
    name: "native sidecars",
    since: { major: 1, minor: 29 },
    isUsed: (wanted) =>
      workloadsOf(wanted).some((workload) =>
        listAt(podSpecOf(workload), "initContainers").some((container) => at(container, "restartPolicy") === "Always"),
      ),
    fix: UPGRADE,
  },
  {
    name: "autoscaling by autoscaling/v2",
    since: { major: 1, minor: 23 },
    isUsed: (wanted) => ofKind(wanted, "HorizontalPodAutoscaler").length > 0,
    fix: UPGRADE,
  },
];

/** Features of control plane and nodes that the plan uses and the cluster is too old for. */
export const versions: Check = (wanted, { version, nodes = [] }) =>
  FEATURES.filter(({ isUsed }) => isUsed(wanted)).flatMap(({ name, since, fix }) => {
    const needs = `needs Kubernetes ${since.major}.${since.minor} or newer, and`;
    if (!isAtLeast(version, since)) return [found.problem(name, `${needs} the cluster has ${version}`, fix)];
    const old = nodes.filter((node) => !isAtLeast(node.version, since));
    if (old.length === 0) return [];
    const oldest = namesText(old.map((node) => `${node.name} (${node.version})`));
    return [found.problem(name, `${needs} these nodes are older: ${oldest}`, fix)];
  });

/** API group of the Prometheus operator. */
const OPERATOR_GROUP = "monitoring.coreos.com";

const SOURCES: Readonly<Record<string, string>> = {
  "gateway.networking.k8s.io":
    "Install the Gateway API's CRDs and a controller, or set kind: ingress in the page's ingress.",
  "cloud.google.com": "Only GKE has it: use tlsSecretName and another way to log in, without iap.",
  "networking.gke.io": "Only GKE has it: use tlsSecretName in place of googleCertificate.",
  [OPERATOR_GROUP]: "Install the CRDs of the Prometheus operator.",
};

const sourceOf = (group: string) => SOURCES[group] ?? `Install what brings the API group ${group}.`;

/** Kinds that the plan creates and the cluster does not have. */
export const kinds: Check = (wanted, there) => {
  // A GKE cluster of the stack gets its APIs by the update itself, but not those of the operator.
  const isGke = clusterFacts(wanted.settings.cluster).gke !== undefined;
  const unknown = wanted.objects.filter(
    ({ apiVersion, kind }) =>
      !there.kinds.has(`${apiVersion} ${kind}`) && (!isGke || groupOf(apiVersion) === OPERATOR_GROUP),
  );
  return grouped(unknown, ({ apiVersion, kind }) => `${kind} of ${apiVersion}`).map(([kind, [first]]) =>
    found.problem(
      kind,
      `is a kind that the cluster does not have, and the stack creates ${first ? keyOf(first) : "one"}`,
      sourceOf(groupOf(first?.apiVersion ?? "")),
    ),
  );
};

/** The same before the stack's cluster is there: nothing has installed the operator in it. */
export function kindsOfNewCluster({ objects }: Wanted): Finding[] {
  const monitor = objects.find(({ apiVersion }) => groupOf(apiVersion) === OPERATOR_GROUP);
  if (!monitor) return [];
  return [
    found.problem(
      `${PROJECT}:agent.serviceMonitor`,
      `is true, and the cluster that this update creates has no ${monitor.kind}: that is a kind of the Prometheus operator's`,
      "Set it to false, create the cluster, install the CRDs of the Prometheus operator in it, and then set it to true.",
    ),
  ];
}

/** API groups of other products that planned roles may read, and which the cluster does not have. */
export const readableKinds: Check = (wanted, { groups }) => {
  if (!groups) return [];
  const rules = ofKind(wanted, "ClusterRole", "Role").flatMap(({ manifest }) => listAt(manifest, "rules"));
  const named = new Set(rules.flatMap((rule) => listAt(rule, "apiGroups").map(String)));
  return [...named]
    .filter((group) => group.includes(".") && !group.endsWith(".k8s.io") && !groups.has(group))
    .map((group) =>
      found.problem(
        `API group ${group}`,
        "is not in the cluster, and the stack's pods read its objects",
        sourceOf(group),
      ),
    );
};
