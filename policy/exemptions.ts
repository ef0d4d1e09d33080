/** Exemptions from rules: the resource, the reason and the last day. */
import type { ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { POD_SECURITY_CODES } from "../contract/annotations";
import { NODE_QUEUE_FOLDER, QUEUE_OWNER_CONTAINER, QUEUE_VOLUME } from "../contract/names";
import { reasonText } from "./rules/pods/restrictedNamespaces";

export interface Exemption {
  /** Name of the rule. */
  readonly rule: string;
  /** Type and logical name of the resource; `*` stands for any text. */
  readonly resource: { readonly type: string; readonly name: string };
  /** Text that a finding has to contain. Default: all findings of the rule are exempt. */
  readonly finding?: string;
  readonly reason: string;
  /** Last day on which it holds, YYYY-MM-DD. */
  readonly expires: string;
}

const NODE_EXPORTER = { type: "kubernetes:apps/v1:DaemonSet", name: "node-exporter" };
/** Where the agents' pods are seen: in the component, in its chart, and in what the chart renders. */
const AGENTS = [
  { type: "gke-telemetry:agent:NodeAgent", name: "agent" },
  { type: "kubernetes:helm.sh/v4:Chart", name: "otel" },
  { type: "kubernetes:apps/v1:DaemonSet", name: "otel:*/otel-agent" },
];

const LOG_AGENTS = [
  { type: "gke-telemetry:logs:LogAgent", name: "log-agent" },
  { type: "kubernetes:helm.sh/v4:Chart", name: "logs" },
  { type: "kubernetes:apps/v1:DaemonSet", name: "logs:telemetry-logs/logs-agent" },
];

const POD_LOGS =
  "Log agents read what the kubelet writes below /var/log/pods, read-only, as the user who owns it and without a capability; their offsets outlive the pod in a folder of their own.";
const QUEUE_ON_NODE =
  "With agent.queueVolume: hostPath the queue outlives the agent's pod. The kubelet creates its folder as root, and an init container changes the owner.";
const OWN_KEYS =
  "Google-managed keys encrypt Secrets and disks. A customer-managed key in Cloud KMS has to outlive this stack, and its loss is the loss of all data.";

/** The exemptions of this program's own resources. */
export const EXEMPTIONS: readonly Exemption[] = [
  {
    rule: "no-host-path",
    resource: NODE_EXPORTER,
    reason: "It reads /proc, /sys and / of the node, read-only, for the node's own metrics.",
    expires: "2027-11-30",
  },
  {
    rule: "no-host-network",
    resource: NODE_EXPORTER,
    finding: "hostNetwork",
    reason:
      "Only with nodeExporter.hostNetwork: true. The network collectors read the network namespace that they run in.",
    expires: "2027-11-30",
  },
  {
    rule: "restricted-namespaces",
    resource: { type: "kubernetes:core/v1:Namespace", name: "node-exporter" },
    finding: reasonText(POD_SECURITY_CODES.hostPath),
    reason: "Only the level privileged allows hostPath volumes. Nothing else runs in that namespace.",
    expires: "2027-11-30",
  },
  {
    rule: "restricted-namespaces",
    resource: { type: "kubernetes:core/v1:Namespace", name: "node-exporter" },
    finding: reasonText(POD_SECURITY_CODES.hostNetwork),
    reason: "Only with nodeExporter.hostNetwork: true, which only the level privileged allows.",
    expires: "2027-11-30",
  },
  ...AGENTS.flatMap((resource) => [
    {
      rule: "no-host-path",
      resource,
      finding: `volume ${QUEUE_VOLUME} mounts the host path ${NODE_QUEUE_FOLDER}/`,
      reason: QUEUE_ON_NODE,
      expires: "2027-11-30",
    },
    {
      rule: "restricted-pods",
      resource,
      finding: `container ${QUEUE_OWNER_CONTAINER}:`,
      reason: QUEUE_ON_NODE,
      expires: "2027-11-30",
    },
  ]),
  ...LOG_AGENTS.flatMap((resource) => [
    ...[
      "volume pod-logs mounts the host path /var/log/pods.",
      `volume state mounts the host path ${NODE_QUEUE_FOLDER}/`,
    ].map((finding) => ({ rule: "no-host-path", resource, finding, reason: POD_LOGS, expires: "2027-11-30" })),
    ...["runAsNonRoot must be true", "runAsUser"].map((demand) => ({
      rule: "restricted-pods",
      resource,
      finding: `container opentelemetry-collector: ${demand}`,
      reason: POD_LOGS,
      expires: "2027-11-30",
    })),
  ]),
  {
    rule: "restricted-namespaces",
    resource: { type: "kubernetes:core/v1:Namespace", name: "telemetry-logs" },
    finding: reasonText(POD_SECURITY_CODES.hostPath),
    reason: POD_LOGS,
    expires: "2027-11-30",
  },
  {
    rule: "restricted-namespaces",
    resource: { type: "kubernetes:core/v1:Namespace", name: "open-telemetry" },
    finding: reasonText(POD_SECURITY_CODES.hostPath),
    reason: QUEUE_ON_NODE,
    expires: "2027-11-30",
  },
  {
    rule: "gke-own-keys",
    resource: { type: "gcp:container/*", name: "*" },
    reason: OWN_KEYS,
    expires: "2027-11-30",
  },
  {
    rule: "gke-groups",
    resource: { type: "gcp:container/cluster:Cluster", name: "cluster" },
    reason: "It needs a group gke-security-groups@ of your own domain, which a stack cannot create.",
    expires: "2027-11-30",
  },
];

/** The problem of an exemption on a day (YYYY-MM-DD); undefined where it is valid. */
export function exemptionProblem({ reason, expires }: Exemption, today: string): string | undefined {
  if (reason.trim() === "") return "it has no reason.";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires)))
    return "it has no expiry date of the form YYYY-MM-DD.";
  return expires < today ? `it expired on ${expires}.` : undefined;
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(text);
}

/** Type and logical name, as the engine writes them into a URN. */
function resourceOf(urn: string): { type: string; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  return { type: types.slice(types.lastIndexOf("$") + 1), name: name.join("::") };
}

/** The policy without the findings that are exempt on a day. */
export function withExemptions<Policy extends ResourceValidationPolicy | StackValidationPolicy>(
  policy: Policy,
  exemptions: readonly Exemption[],
  today: string,
): Policy {
  const holding = exemptions.filter((item) => item.rule === policy.name && exemptionProblem(item, today) === undefined);
  const isExempt = (message: string, urn: string) => {
    const { type, name } = resourceOf(urn);
    return holding.some(
      ({ resource, finding = "" }) =>
        matches(resource.type, type) && matches(resource.name, name) && message.includes(finding),
    );
  };
  if (holding.length === 0) return policy;
  if ("validateStack" in policy)
    return {
      ...policy,
      validateStack: (args, report) =>
        policy.validateStack(args, (message, urn) => {
          if (urn === undefined || !isExempt(message, urn)) report(message, urn);
        }),
    };
  const validations = [policy.validateResource ?? []].flat();
  return {
    ...policy,
    validateResource: validations.map(
      (validate) => (args: Parameters<typeof validate>[0], report: Parameters<typeof validate>[1]) =>
        validate(args, (message, urn) => {
          if (!isExempt(message, args.urn)) report(message, urn);
        }),
    ),
  };
}
