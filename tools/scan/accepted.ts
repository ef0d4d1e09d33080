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
      "Images have fixed tags. `IfNotPresent` starts a pod also while its registry is away, which `Always` does not.",
  },
  {
    check: "CKV_K8S_21",
    resource: "ConfigMap.default.trace-pipeline-",
    reason: "The lease of the one trace pipeline is where every cluster has it, and its owner has to be beside it.",
  },
  {
    check: "CKV_K8S_35",
    resource: "Deployment.monitoring.grafana",
    reason:
      "Grafana's provisioning takes credentials from variables. They come from Secrets, and nothing else runs in its container.",
  },
  {
    check: "CKV_K8S_40",
    resource: "Deployment.monitoring.grafana",
    reason: "472 is the user of Grafana's image, to whom its files belong.",
  },
  {
    check: "CKV_K8S_38",
    resource: "DaemonSet.open-telemetry.otel-agent",
    reason: "The agent asks the API server for the pods of its node.",
  },
  {
    check: "CKV_K8S_43",
    reason:
      "contract/versions.json holds tags until `npm run digests` has been run where the registries can be reached.",
  },
];

/** The reason for which a finding is accepted; undefined if it is not. */
export function reasonFor(check: string, resource: string): string | undefined {
  return ACCEPTED_FINDINGS.find(
    (accepted) => accepted.check === check && (accepted.resource === undefined || resource.includes(accepted.resource)),
  )?.reason;
}
