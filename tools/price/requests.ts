/** What the pods and volumes of a plan request, as far as it has a price. */
import { at, listAt, objectAt, textAt } from "../../policy/evidence/reading";
import { MIB_PER_GIB } from "../../settings/sizing/units";
import type { Plan } from "../plan/plan";
import { podRequests, roomOf } from "../preflight/cluster/pods";
import { ofKind, type PlannedObject, podSpecOf, wantedOf } from "../live/wanted";

/** CPU and memory that pods request, and volumes. */
export interface Requested {
  readonly processors: number;
  readonly memoryGiB: number;
  readonly volumesGiB: number;
}

export interface PlannedRequests {
  /** Of the pods of one node. */
  readonly node: Requested;
  /** Of everything else, with the fewest replicas of autoscalers. */
  readonly least: Requested;
  /** The same with the most. */
  readonly most: Requested;
}

const NOTHING: Requested = { processors: 0, memoryGiB: 0, volumesGiB: 0 };

const sumOf = (all: readonly Requested[]) =>
  all.reduce(
    (sum, one) => ({
      processors: sum.processors + one.processors,
      memoryGiB: sum.memoryGiB + one.memoryGiB,
      volumesGiB: sum.volumesGiB + one.volumesGiB,
    }),
    NOTHING,
  );

const times = ({ processors, memoryGiB, volumesGiB }: Requested, count: number): Requested => ({
  processors: processors * count,
  memoryGiB: memoryGiB * count,
  volumesGiB: volumesGiB * count,
});

/** Size of the volume of a claim, in GiB. */
function claimGiB(claim: unknown): number {
  const size = textAt(claim, "spec", "resources", "requests", "storage");
  return roomOf({ memory: size }).memoryMiB / MIB_PER_GIB;
}

/** One pod of a workload, with the volumes that every replica has. */
function podOf(workload: PlannedObject): Requested {
  const { cpuMillicores, memoryMiB } = podRequests(podSpecOf(workload));
  const claims = listAt(workload.manifest, "spec", "volumeClaimTemplates");
  return {
    processors: cpuMillicores / 1000,
    memoryGiB: memoryMiB / MIB_PER_GIB,
    volumesGiB: claims.reduce<number>((sum, claim) => sum + claimGiB(claim), 0),
  };
}

/** The most replicas of an autoscaled chart, by the name of its workload. */
function mostReplicas({ charts }: Plan): ReadonlyMap<string, number> {
  return new Map(
    charts.flatMap(({ values }) => {
      const { enabled, maxReplicas } = objectAt(values, "autoscaling");
      return enabled === true ? [[textAt(values, "fullnameOverride"), Number(maxReplicas)] as const] : [];
    }),
  );
}

/** What a plan's pods and volumes request. */
export function requestsOf(plan: Plan): PlannedRequests {
  const wanted = wantedOf(plan);
  if (!wanted) return { node: NOTHING, least: NOTHING, most: NOTHING };
  const most = mostReplicas(plan);
  const claims = ofKind(wanted, "PersistentVolumeClaim").map(({ manifest }) => ({
    ...NOTHING,
    volumesGiB: claimGiB(manifest),
  }));
  const workloads = ofKind(wanted, "Deployment", "StatefulSet").map((workload) => {
    const replicas = Number(at(workload.manifest, "spec", "replicas") ?? 1);
    return { pod: podOf(workload), replicas, most: most.get(workload.name) ?? replicas };
  });
  return {
    node: sumOf(ofKind(wanted, "DaemonSet").map(podOf)),
    least: sumOf([...claims, ...workloads.map(({ pod, replicas }) => times(pod, replicas))]),
    most: sumOf([...claims, ...workloads.map((workload) => times(workload.pod, workload.most))]),
  };
}

/** Everything on so many nodes. */
export function onNodes(node: Requested, others: Requested, nodes: number): Requested {
  return sumOf([times(node, nodes), others]);
}
