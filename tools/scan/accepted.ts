/** Accepted findings of the scanner, each with its reason. `docs/security.md` shows the same table. */
export interface AcceptedFinding {
  /** Id of the check. */
  readonly check: string;
  /** Part of the resource that it is about, such as `DaemonSet.node-exporter`. Default: every resource. */
  readonly resource?: string;
  readonly reason: string;
}

const ACCEPTED_FINDINGS: readonly AcceptedFinding[] = [
  {
    check: "CKV_K8S_15",
    reason:
      "Image tags do not change. With `IfNotPresent` a pod starts even while its registry is unavailable, with `Always` it does not.",
  },
  {
    check: "CKV_K8S_21",
    resource: "ConfigMap.default.trace-pipeline-",
    reason: "The Lease is in the namespace that every cluster has, and its owner has to be in the same namespace.",
  },
  {
    check: "CKV_K8S_35",
    resource: "Deployment.monitoring.grafana",
    reason:
      "Grafana's provisioning reads credentials from variables. They come from Secrets, and no other program runs in its container.",
  },
  {
    check: "CKV_K8S_40",
    resource: "Deployment.monitoring.grafana",
    reason: "472 is the user of Grafana's image, who owns its files.",
  },
  {
    check: "CKV_K8S_38",
    resource: "DaemonSet.open-telemetry.otel-agent",
    reason: "The agent watches the pods of its node at the API server.",
  },
  {
    check: "CKV_K8S_43",
    reason: "contract/versions.json has only tags until `npm run digests` has been run with access to the registries.",
  },
];

/** The reason for which a finding is accepted; undefined if it is not. */
export function reasonFor(check: string, resource: string): string | undefined {
  return ACCEPTED_FINDINGS.find(
    (accepted) => accepted.check === check && (accepted.resource === undefined || resource.includes(accepted.resource)),
  )?.reason;
}
