/** What the metrics of the containers cost. */
import type { AgentSettings } from "../../schema/settings";
import { countText } from "../units";

/**
 * Series that the jobs of the kubelet keep, measured with Kubernetes 1.34 and containerd: a container has 10, and 5 more
 * for each disk that it uses, a pod has 8 of its network. The kubelet's own are most of them buckets of histograms.
 */
const SERIES = { kubelet: 900, container: 15, pod: 8 } as const;

/** A full node: Kubernetes' own limit of pods, each with an application and a sidecar. */
const FULL_NODE = { pods: 110, containersPerPod: 2 } as const;

/** Series that the kubelet of a full node adds. */
export function fullNodeSeries(): number {
  const { pods, containersPerPod } = FULL_NODE;
  return SERIES.kubelet + pods * (SERIES.pod + containersPerPod * SERIES.container);
}

/** The most series that the kubelet of a node adds, and samples per second, as text for reports. */
export function containersText({ scrapeIntervalSeconds }: Pick<AgentSettings, "scrapeIntervalSeconds">): string {
  const { pods, containersPerPod } = FULL_NODE;
  const ofPod = SERIES.pod + containersPerPod * SERIES.container;
  const series = fullNodeSeries();
  const perSecond = Math.ceil(series / scrapeIntervalSeconds);
  return `${countText(SERIES.kubelet)} series of each kubelet and about ${ofPod} of a pod with ${containersPerPod} containers; a node with ${pods} such pods: ${countText(series)} series, ${countText(perSecond)} samples/s`;
}
