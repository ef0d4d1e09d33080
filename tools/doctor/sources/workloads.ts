/** Workloads of the whole cluster. */
import { at, objectAt, textAt, type Manifest } from "../../../policy/evidence/reading";
import { type Refused, refusedEndpoints } from "../../live/scraping/monitors";
import { imagesOf, podSpecOf } from "../../live/wanted";
import type { Source } from "../source";

export interface WorkloadThere {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly images: readonly string[];
  /** Pods that there should be, and those that are ready. */
  readonly desired: number;
  readonly ready: number;
}

const KINDS = ["DaemonSet", "Deployment", "StatefulSet"];

const plural = (kind: string) => `${kind.toLowerCase()}s`;

const numberAt = (manifest: Manifest, ...path: string[]) => Number(at(manifest, ...path) ?? 0);

function countsOf(kind: string, manifest: Manifest): Pick<WorkloadThere, "desired" | "ready"> {
  return kind === "DaemonSet"
    ? {
        desired: numberAt(manifest, "status", "desiredNumberScheduled"),
        ready: numberAt(manifest, "status", "numberReady"),
      }
    : { desired: numberAt(manifest, "spec", "replicas"), ready: numberAt(manifest, "status", "readyReplicas") };
}

const workloadThere = (kind: string) => (manifest: Manifest) => ({
  kind,
  namespace: textAt(manifest, "metadata", "namespace"),
  name: textAt(manifest, "metadata", "name"),
  images: imagesOf(podSpecOf({ manifest })),
  ...countsOf(kind, manifest),
});

export const WORKLOADS: Source<WorkloadThere[]> = {
  what: "Workloads",
  rights: () => [{ group: "apps", resources: KINDS.map(plural), verbs: ["list"] }],
  read: async ({ list }) =>
    (await Promise.all(KINDS.map((kind) => list(`/apis/apps/v1/${plural(kind)}`, workloadThere(kind))))).flat(),
};

/** A ServiceMonitor or PodMonitor. */
export interface MonitorThere {
  readonly kind: "ServiceMonitor" | "PodMonitor";
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, unknown>>;
  /** What agents that read it do not do. */
  readonly refused: readonly Refused[];
}

/** A Prometheus of the operator, with what it selects. */
export interface OperatedPrometheus {
  readonly namespace: string;
  readonly name: string;
  /** Selectors of monitors and of their namespaces; undefined ones select nothing, and the own namespace. */
  readonly selectors: Readonly<
    Record<MonitorThere["kind"], { readonly monitors: unknown; readonly namespaces: unknown }>
  >;
}

const GROUP = "monitoring.coreos.com";

/** What the Prometheus operator has; empty without it. */
export const OPERATED: Source<{ monitors: MonitorThere[]; servers: OperatedPrometheus[] }> = {
  what: "Objects of the Prometheus operator",
  rights: () => [
    {
      group: GROUP,
      resources: ["servicemonitors", "podmonitors", "prometheuses", "prometheusagents"],
      verbs: ["list"],
    },
  ],
  read: async ({ list }) => {
    const monitor = (kind: MonitorThere["kind"]) =>
      list(`/apis/${GROUP}/v1/${plural(kind)}`, (one) => ({
        kind,
        namespace: textAt(one, "metadata", "namespace"),
        name: textAt(one, "metadata", "name"),
        labels: objectAt(one, "metadata", "labels"),
        refused: refusedEndpoints(one),
      }));
    const server = (one: Manifest): OperatedPrometheus => {
      const spec = objectAt(one, "spec");
      return {
        namespace: textAt(one, "metadata", "namespace"),
        name: textAt(one, "metadata", "name"),
        selectors: {
          ServiceMonitor: {
            monitors: spec["serviceMonitorSelector"],
            namespaces: spec["serviceMonitorNamespaceSelector"],
          },
          PodMonitor: { monitors: spec["podMonitorSelector"], namespaces: spec["podMonitorNamespaceSelector"] },
        },
      };
    };
    const [services, pods, servers, agents] = await Promise.all([
      monitor("ServiceMonitor"),
      monitor("PodMonitor"),
      list(`/apis/${GROUP}/v1/prometheuses`, server),
      list(`/apis/${GROUP}/v1alpha1/prometheusagents`, server),
    ]);
    return { monitors: [...services, ...pods], servers: [...servers, ...agents] };
  },
};
