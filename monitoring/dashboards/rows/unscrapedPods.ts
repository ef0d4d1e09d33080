/** PromQL expressions about pods that ask to be scraped, by their annotations, and about those that are not. */
import { nodesWithoutAgent, ofObjects, type Scope } from "../../expressions";
import { OBJECTS } from "../../clusterMetrics";
import { CLUSTER_LABELS, LABELS, SCRAPE } from "../../metrics";
import { aggregate, is, isNot, labelled, type Matcher, matches, relabelled, series } from "../../promql";

/** The labels by which kube-state-metrics names a pod, and its node. */
const POD = [...CLUSTER_LABELS, LABELS.describedNamespace, LABELS.describedPod];
const NODE = [...CLUSTER_LABELS, LABELS.describedNode];
const onPod = `on (${POD.join(", ")})`;
const onNode = `on (${NODE.join(", ")})`;

/** What of the cluster is asked, and the chosen nodes among them. */
export interface Coverage {
  readonly clusters: readonly Matcher[];
  readonly nodes: readonly Matcher[];
}

const inPhase = ({ clusters }: Coverage, phases: string): string =>
  `(${ofObjects(OBJECTS.podPhase, matches(LABELS.phase, phases), ...clusters)} == 1)`;

/** Pods that ask to be scraped and have not ended, by namespace, pod and node. */
export function annotatedPods(coverage: Coverage): string {
  const { clusters, nodes } = coverage;
  const asks = ofObjects(OBJECTS.podAnnotations, is(LABELS.scrapeAnnotation, "true"), ...clusters);
  const pods = aggregate("max", [...POD, LABELS.describedNode], ofObjects(OBJECTS.podInfo, ...nodes));
  return `(${pods} and ${onPod} ${asks} unless ${onPod} ${inPhase(coverage, "Succeeded|Failed")})`;
}

/** Pods of which an agent scrapes a target, whether the scrape succeeds or not. */
function scrapedPods({ clusters }: Coverage): string {
  const up = series(SCRAPE.up, isNot(LABELS.pod, ""), ...clusters);
  const named = relabelled(
    relabelled(up, LABELS.namespace, LABELS.describedNamespace),
    LABELS.pod,
    LABELS.describedPod,
  );
  return aggregate("max", POD, named);
}

/** Pods that ask to be scraped, and that no agent scrapes. */
export function unscrapedPods(coverage: Coverage): string {
  return `(${annotatedPods(coverage)} unless ${onPod} ${scrapedPods(coverage)})`;
}

/** The same, with the reason in the label `why`: the first that holds. */
export function unscrapedPodsByReason(coverage: Coverage): string {
  const pods = unscrapedPods(coverage);
  const scope: Pick<Scope, "matchers"> = { matchers: coverage.clusters };
  const withoutAgent = relabelled(`(${nodesWithoutAgent(scope)})`, LABELS.node, LABELS.describedNode);
  const withoutPort = ofObjects(OBJECTS.podAnnotations, is(LABELS.portAnnotation, ""), ...coverage.clusters);
  const reasons: readonly (readonly [why: string, pods: string])[] = [
    ["it is not running", `${pods} and ${onPod} ${inPhase(coverage, "Pending|Unknown")}`],
    ["its node has no agent", `${pods} and ${onNode} ${withoutAgent}`],
    ["it has no annotation prometheus.io/port, and no port named metrics", `${pods} and ${onPod} ${withoutPort}`],
    ["its agent does not see it: see the agent's log", pods],
  ];
  return reasons.map(([why, those]) => labelled(those, LABELS.why, why)).join(` or ${onPod} `);
}
