/** The namespaces of the stack, each with the Pod Security level that its pods need. */
import {
  labels,
  NAMESPACES,
  POD_SECURITY_CODES,
  POD_SECURITY_REASON,
  POD_SECURITY_REASON_CODES,
  type PodSecurityCode,
} from "../contract/names";
import { storeFacts } from "../facts/store";
import type { Settings } from "../settings/schema/settings";

const { hostPath: HOST_PATH, hostNetwork: HOST_NETWORK } = POD_SECURITY_CODES;

type PodSecurityLevel = "restricted" | "privileged";

/** Why pods cannot run at the level `restricted`. */
interface PrivilegeReason {
  readonly codes: readonly PodSecurityCode[];
  readonly sentence: string;
}

interface NamespacePlan {
  readonly name: string;
  readonly needed: boolean;
  /** Default: none, and the level is `restricted`. */
  readonly privilegedBecause?: PrivilegeReason | undefined;
}

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
      privilegedBecause: nodeExporterReason(settings.nodeExporter),
    },
    { name: NAMESPACES.tracing, needed: settings.tracing !== undefined },
    { name: NAMESPACES.demo, needed: settings.demo.hotrod || settings.demo.metrics },
  ];
  return plans.filter((plan) => plan.needed).map(namespaceManifest);
}

function agentReason({
  hostNetwork,
  queueVolume,
}: Pick<Settings["agent"], "hostNetwork" | "queueVolume">): PrivilegeReason | undefined {
  const reasons = [
    ...(hostNetwork ? [{ code: HOST_NETWORK, text: "share the node's network namespace" }] : []),
    ...(queueVolume === "hostPath" ? [{ code: HOST_PATH, text: "keep their queue in a folder of the node" }] : []),
  ];
  if (reasons.length === 0) return undefined;
  return {
    codes: reasons.map(({ code }) => code),
    sentence: `the agents ${reasons.map(({ text }) => text).join(" and ")}`,
  };
}

function nodeExporterReason({ hostNetwork }: Pick<Settings["nodeExporter"], "hostNetwork">): PrivilegeReason {
  const sentence = "node exporter reads /proc, /sys and / of the node";
  return hostNetwork
    ? { codes: [HOST_PATH, HOST_NETWORK], sentence: `${sentence} and shares its network namespace` }
    : { codes: [HOST_PATH], sentence };
}

function namespaceManifest({ name, privilegedBecause }: NamespacePlan) {
  return {
    apiVersion: "v1" as const,
    kind: "Namespace" as const,
    metadata: {
      name,
      labels: { ...labels(name), ...podSecurityLabels(privilegedBecause === undefined ? "restricted" : "privileged") },
      ...(privilegedBecause && { annotations: reasonAnnotations(privilegedBecause) }),
    },
  };
}

function reasonAnnotations({ codes, sentence }: PrivilegeReason): Record<string, string> {
  return { [POD_SECURITY_REASON]: sentence, [POD_SECURITY_REASON_CODES]: codes.join(",") };
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
