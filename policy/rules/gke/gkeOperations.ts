import { at, textAt, textsAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy, type Control } from "../../evidence/controls";

const CONTROLS: readonly Control[] = [
  {
    cis: "5.1.4",
    demand: "binaryAuthorization.evaluationMode must be PROJECT_SINGLETON_POLICY_ENFORCE",
    holds: (props) => at(props, "binaryAuthorization", "evaluationMode") === "PROJECT_SINGLETON_POLICY_ENFORCE",
  },
  {
    cis: "5.5.4",
    demand: "releaseChannel.channel must be set",
    holds: (props) => !["", "UNSPECIFIED"].includes(textAt(props, "releaseChannel", "channel")),
  },
  {
    cis: "5.5.5",
    demand: "enableShieldedNodes must be true",
    holds: (props) => at(props, "enableShieldedNodes") === true,
  },
  ...["loggingConfig", "monitoringConfig"].map((config) => ({
    cis: "5.7.1",
    demand: `${config}.enableComponents must contain SYSTEM_COMPONENTS`,
    holds: (props: Parameters<Control["holds"]>[0]) =>
      textsAt(props, config, "enableComponents").includes("SYSTEM_COMPONENTS"),
  })),
  {
    cis: "5.10.2",
    demand: "enableKubernetesAlpha must not be true",
    holds: (props) => at(props, "enableKubernetesAlpha") !== true,
  },
  {
    cis: "5.10.4",
    demand: "securityPostureConfig.mode must be BASIC or better",
    holds: (props) => !["", "DISABLED"].includes(textAt(props, "securityPostureConfig", "mode")),
  },
];

export const gkeOperations = controlPolicy(
  {
    name: "gke-operations",
    description: "The cluster is updated and monitored as the CIS GKE Benchmark 1.9.0 requires.",
  },
  { [CLUSTER]: CONTROLS },
);
