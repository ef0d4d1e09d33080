/** Whether the stack's pods fit on the nodes, and whether its sizes fit their number. */
import { clusterFacts } from "../../../facts/cluster";
import { at } from "../../../policy/evidence/reading";
import { countText } from "../../../settings/sizing/units";
import { PROJECT } from "../../../settings/schema/settings";
import { podRequests, sumOf } from "../cluster/pods";
import type { NodeThere, PodThere, Room, Snapshot } from "../cluster/snapshot";
import { grouped, namesText } from "../../text";
import { found, type Check } from "../finding";
import { keyOf, ofKind, podSpecOf, type Wanted } from "../../live/wanted";

const OS = "kubernetes.io/os";

/** The nodes on which the stack's pods run. */
const linuxNodes = (nodes: readonly NodeThere[]) => nodes.filter(({ labels }) => labels[OS] !== "windows");

function isOwn({ namespace, owner }: PodThere, own: ReadonlySet<string>): boolean {
  return owner !== undefined && own.has(keyOf({ kind: owner.kind, namespace, name: owner.name }));
}

interface NodeRoom {
  readonly name: string;
  readonly free: Room;
}

/** What every node has left without the stack's own pods; undefined where nodes or pods could not be seen. */
function freeRoom({ nodes, pods, own }: Snapshot): NodeRoom[] | undefined {
  if (!nodes || !pods) return undefined;
  const others = new Map(
    grouped(
      pods.filter((pod) => !isOwn(pod, own)),
      ({ node }) => node,
    ),
  );
  return linuxNodes(nodes).map(({ name, allocatable }) => {
    const used = sumOf((others.get(name) ?? []).map(({ requests }) => requests));
    return {
      name,
      free: {
        cpuMillicores: allocatable.cpuMillicores - used.cpuMillicores,
        memoryMiB: allocatable.memoryMiB - used.memoryMiB,
        pods: allocatable.pods - used.pods,
      },
    };
  });
}

const fits = (wanted: Room, free: Room) =>
  wanted.cpuMillicores <= free.cpuMillicores && wanted.memoryMiB <= free.memoryMiB && wanted.pods <= free.pods;

const roomText = ({ cpuMillicores, memoryMiB, pods }: Room) =>
  `${countText(cpuMillicores)}m of CPU, ${countText(memoryMiB)} MiB and ${pods} pods`;

function onEveryNode(wanted: Wanted): Room {
  return sumOf(ofKind(wanted, "DaemonSet").map((daemonSet) => podRequests(podSpecOf(daemonSet))));
}

/** The pods of every node. */
export const roomOnNodes: Check = (wanted, there) => {
  const needed = onEveryNode(wanted);
  const full = (freeRoom(there) ?? []).filter(({ free }) => !fits(needed, free));
  const [smallest] = [...full].sort((one, other) => one.free.memoryMiB - other.free.memoryMiB);
  if (!smallest) return [];
  return [
    found.warning(
      full.length === 1 ? `Node ${smallest.name}` : `${full.length} nodes`,
      `cannot hold the stack's pods of every node, which request ${roomText(needed)}: ${smallest.name} has ${roomText(smallest.free)} left. Pods of lower priority would have to go`,
      "Make room, use larger nodes, or choose a smaller profile of the agents.",
    ),
  ];
};

/** Everything else: each pod on one node, and all of them together. */
export const roomForRest: Check = (wanted, there) => {
  const nodes = freeRoom(there);
  if (!nodes || nodes.length === 0) return [];
  const daemons = onEveryNode(wanted);
  const left = nodes.map(({ free }) => ({
    cpuMillicores: Math.max(0, free.cpuMillicores - daemons.cpuMillicores),
    memoryMiB: Math.max(0, free.memoryMiB - daemons.memoryMiB),
    pods: Math.max(0, free.pods - daemons.pods),
  }));
  const workloads = ofKind(wanted, "Deployment", "StatefulSet").map((workload) => ({
    workload,
    requests: podRequests(podSpecOf(workload)),
    replicas: Number(at(workload.manifest, "spec", "replicas") ?? 1),
  }));
  const homeless = workloads.filter(({ requests }) => !left.some((free) => fits(requests, free)));
  const all = sumOf(workloads.flatMap(({ requests, replicas }) => Array.from({ length: replicas }, () => requests)));
  const grow = "Add nodes, or larger ones; a cluster that scales itself may do so.";
  return [
    ...homeless.map(({ workload, requests }) =>
      found.warning(keyOf(workload), `fits on no node now: its pod requests ${roomText(requests)}`, grow),
    ),
    ...(homeless.length === 0 && !fits(all, sumOf(left))
      ? [
          found.warning(
            "The nodes",
            `have ${roomText(sumOf(left))} left beside the pods of every node, and the rest of the stack requests ${roomText(all)}`,
            grow,
          ),
        ]
      : []),
  ];
};

/** The number of nodes for which an existing cluster's store is sized. */
export const numberOfNodes: Check = ({ settings }, { nodes }) => {
  const cluster = clusterFacts(settings.cluster).existing;
  if (!cluster || !nodes) return [];
  const number = linuxNodes(nodes).length;
  if (number <= cluster.maxNodes) return [];
  return [
    found.warning(
      `${PROJECT}:cluster.maxNodes`,
      `is ${cluster.maxNodes}, and the cluster has ${number} nodes: the store's memory and disk are too small for their samples`,
      `Set ${PROJECT}:cluster.maxNodes to ${number} or more.`,
    ),
  ];
};

/** GKE names nodes of Autopilot so, and no others. */
const AUTOPILOT_NODE = "gk3-";

/** Whether the cluster is the Autopilot cluster that the settings say it is. */
export const autopilot: Check = ({ settings }, { nodes = [] }) => {
  const cluster = clusterFacts(settings.cluster).existing;
  if (!cluster || nodes.length === 0) return [];
  const path = `${PROJECT}:cluster.autopilot`;
  const is = nodes.some(({ name }) => name.startsWith(AUTOPILOT_NODE));
  if (is === cluster.autopilot) return [];
  return is
    ? [
        found.problem(
          path,
          `is false, and ${namesText(nodes.slice(0, 1).map(({ name }) => name))} is a node of GKE Autopilot, which refuses pods that reach into a node`,
          `Set ${path}: true; the plan then says which settings Autopilot refuses.`,
        ),
      ]
    : [found.warning(path, "is true, and no node is one of GKE Autopilot", `Set ${path}: false.`)];
};
