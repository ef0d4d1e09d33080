/** Times and statuses as kubelets and controllers write them. */
import type { Pod } from "../cluster/pods";

type Fields = Readonly<Record<string, unknown>>;

/** A time that many seconds before now, as the API writes it. */
export const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z/, "Z");

const ready = (isReady: boolean) => [
  { type: "PodScheduled", status: "True" },
  { type: "Ready", status: isReady ? "True" : "False" },
];

/** The status of a pod whose containers run, as its kubelet reports it. */
export function runningStatus({ spec }: Pod, changes: Fields = {}, containerChanges: Fields = {}): Fields {
  return {
    phase: "Running",
    podIP: "10.1.0.10",
    podIPs: [{ ip: "10.1.0.10" }],
    startTime: ago(3600),
    conditions: ready(true),
    containerStatuses: spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: image,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: ago(3600) } },
      ...containerChanges,
    })),
    ...changes,
  };
}

/** The status of a pod whose containers wait or end, and which is not ready. */
export function brokenStatus(pod: Pod, container: Fields, changes: Fields = {}): Fields {
  return runningStatus(pod, { conditions: ready(false), ...changes }, { ready: false, started: false, ...container });
}

/** The status of a workload whose pods are all ready. */
export function workloadStatus(kind: string, count: number, observedGeneration: number): Fields {
  if (kind === "DaemonSet")
    return {
      observedGeneration,
      currentNumberScheduled: count,
      desiredNumberScheduled: count,
      numberMisscheduled: 0,
      numberReady: count,
      numberAvailable: count,
      updatedNumberScheduled: count,
    };
  return {
    observedGeneration,
    replicas: count,
    readyReplicas: count,
    availableReplicas: count,
    updatedReplicas: count,
  };
}
