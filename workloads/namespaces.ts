/** The namespaces of the stack, each with the Pod Security level that its pods need. */
import { labels, NAMESPACES } from "../contract/names";
import { storeFacts } from "../facts/store";
import type { Settings } from "../settings/schema/settings";

type PodSecurityLevel = "restricted" | "privileged";

interface NamespacePlan {
  readonly name: string;
  readonly needed: boolean;
  /** Why the pods cannot live with `restricted`; without a reason they have to. */
  readonly privilegedBecause?: string | undefined;
}

/** Annotation that says why a namespace is not `restricted`. */
export const POD_SECURITY_REASON = "gke-telemetry/pod-security-reason";

/** A Namespace for every part that the settings call for. */
export function namespaceManifests(
  settings: Pick<Settings, "metrics" | "nodeExporter" | "grafana" | "demo"> & {
    readonly tracing?: unknown;
    readonly agent: Pick<Settings["agent"], "hostNetwork" | "queueVolume">;
  },
) {
  const { workloads } = storeFacts(settings.metrics);
  const storeIn = (name: string) => workloads.some(({ namespace }) => namespace === name);
  const plans: readonly NamespacePlan[] = [
    {
      name: NAMESPACES.agent,
      needed: true,
      privilegedBecause: agentReason(settings.agent),
    },
    { name: NAMESPACES.monitoring, needed: storeIn(NAMESPACES.monitoring) || settings.grafana.enabled },
    {
      name: NAMESPACES.nodeExporter,
      needed: settings.nodeExporter.enabled,
      privilegedBecause: settings.nodeExporter.hostNetwork
        ? "node exporter reads /proc, /sys and / of the node and shares its network namespace"
        : "node exporter reads /proc, /sys and / of the node",
    },
    { name: NAMESPACES.tracing, needed: settings.tracing !== undefined },
    { name: NAMESPACES.demo, needed: settings.demo.hotrod || settings.demo.metrics },
  ];
  return plans.filter((plan) => plan.needed).map(namespaceManifest);
}

function agentReason({ hostNetwork, queueVolume }: Pick<Settings["agent"], "hostNetwork" | "queueVolume">) {
  const reasons = [
    ...(hostNetwork ? ["share the node's network namespace"] : []),
    ...(queueVolume === "hostPath" ? ["keep their queue in a folder of the node"] : []),
  ];
  return reasons.length === 0 ? undefined : `the agents ${reasons.join(" and ")}`;
}

function namespaceManifest({ name, privilegedBecause }: NamespacePlan) {
  return {
    apiVersion: "v1" as const,
    kind: "Namespace" as const,
    metadata: {
      name,
      labels: { ...labels(name), ...podSecurityLabels(privilegedBecause === undefined ? "restricted" : "privileged") },
      ...(privilegedBecause === undefined ? {} : { annotations: { [POD_SECURITY_REASON]: privilegedBecause } }),
    },
  };
}

function podSecurityLabels(level: PodSecurityLevel): Record<string, string> {
  return Object.fromEntries(
    ["enforce", "audit", "warn"].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, "latest"],
    ]),
  );
}

export type NamespaceManifest = ReturnType<typeof namespaceManifest>;
