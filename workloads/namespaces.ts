/** The namespaces of the stack, each with the Pod Security level that its pods need. */
import {
  POD_SECURITY_CODES,
  POD_SECURITY_REASON,
  POD_SECURITY_REASON_CODES,
  SHARED_ANNOTATION,
  type PodSecurityCode,
} from "../contract/annotations";
import { labels, type Namespaces, NAMESPACES, placements } from "../contract/names";
import { logStoreFacts } from "../facts/logStore";
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
  readonly needed: boolean;
  /** Default: none, and the level is `restricted`. */
  readonly privilegedBecause?: PrivilegeReason | undefined;
}

/** Namespaces by part, and those of them that exist already and are shared with others. */
interface NamespaceNames extends Namespaces {
  /** Default: none. */
  readonly existing?: readonly string[];
}

/** By logical name, which is the default name of a part, whatever its namespace is called. */
export interface StackNamespaces {
  readonly created: Readonly<Record<string, NamespaceManifest>>;
  /** They exist already. */
  readonly shared: Readonly<Record<string, SharedNamespace>>;
}

/**
 * A Namespace for every part that the settings turn on. Parts with the same namespace share one.
 *
 * @param namespaces Default: `NAMESPACES`
 */
export function namespaceManifests(
  settings: Pick<Settings, "metrics" | "nodeExporter" | "objects" | "demo"> & {
    readonly logs?: Settings["logs"];
    readonly grafana: Pick<Settings["grafana"], "enabled">;
    readonly tracing?: unknown;
    readonly scrapeJobs?: readonly unknown[];
    readonly agent: Pick<Settings["agent"], "hostNetwork" | "queueVolume">;
  },
  { existing = [], ...names }: NamespaceNames = NAMESPACES,
): StackNamespaces {
  const placed = placements(names);
  const stores = [
    ...storeFacts(settings.metrics, placed.prometheus).workloads,
    ...(settings.logs ? logStoreFacts(settings.logs, placed.victoriaLogs).workloads : []),
  ];
  const storeIn = (name: string) => stores.some(({ namespace }) => namespace === name);
  const plans: Readonly<Record<keyof Namespaces, NamespacePlan>> = {
    agent: { needed: true, privilegedBecause: agentReason(settings.agent) },
    monitoring: { needed: storeIn(names.monitoring) || settings.grafana.enabled },
    nodeExporter: {
      needed: settings.nodeExporter.enabled,
      privilegedBecause: nodeExporterReason(settings.nodeExporter),
    },
    kubeStateMetrics: { needed: settings.objects.enabled },
    tracing: { needed: settings.tracing !== undefined },
    logs: { needed: settings.logs !== undefined, privilegedBecause: LOG_AGENT_REASON },
    scraper: { needed: (settings.scrapeJobs ?? []).length > 0 },
    demo: { needed: settings.demo.hotrod || settings.demo.metrics },
  };
  const needed = (Object.keys(plans) as (keyof typeof plans)[])
    .map((part) => ({ ...plans[part], part, name: names[part] }))
    .filter((plan) => plan.needed);
  const first = needed.filter(({ name }, index) => needed.findIndex((plan) => plan.name === name) === index);
  const byLogicalName = <Manifest>(of: typeof first, manifest: (name: string) => Manifest) =>
    Object.fromEntries(of.map(({ part, name }) => [NAMESPACES[part], manifest(name)]));
  const reasons = (name: string) =>
    needed.flatMap((plan) => (plan.name === name && plan.privilegedBecause ? [plan.privilegedBecause] : []));
  return {
    created: byLogicalName(
      first.filter(({ name }) => !existing.includes(name)),
      (name) => namespaceManifest(name, reasons(name)),
    ),
    shared: byLogicalName(
      first.filter(({ name }) => existing.includes(name)),
      sharedNamespace,
    ),
  };
}

const LOG_AGENT_REASON: PrivilegeReason = {
  codes: [HOST_PATH],
  sentence: "the log agents read the pods' logs in a folder of the node and keep their place in another",
};

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

function namespaceManifest(name: string, reasons: readonly PrivilegeReason[]) {
  const isRestricted = reasons.length === 0;
  return {
    apiVersion: "v1" as const,
    kind: "Namespace" as const,
    metadata: {
      name,
      labels: { ...labels(name), ...podSecurityLabels(isRestricted ? "restricted" : "privileged") },
      ...(!isRestricted && { annotations: reasonAnnotations(reasons) }),
    },
  };
}

/** What is patched into a namespace that exists: labels and everything else in it stay. Without it, the patch fails. */
function sharedNamespace(name: string) {
  return {
    apiVersion: "v1" as const,
    kind: "Namespace" as const,
    metadata: { name, annotations: { [SHARED_ANNOTATION]: "true" } },
  };
}

function reasonAnnotations(reasons: readonly PrivilegeReason[]): Record<string, string> {
  return {
    [POD_SECURITY_REASON]: reasons.map(({ sentence }) => sentence).join("; "),
    [POD_SECURITY_REASON_CODES]: [...new Set(reasons.flatMap(({ codes }) => codes))].join(","),
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
export type SharedNamespace = ReturnType<typeof sharedNamespace>;
