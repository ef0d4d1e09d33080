import { textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy } from "../../evidence/controls";

export const gkeGroups = controlPolicy(
  { name: "gke-groups", description: "Google Groups for RBAC is enabled." },
  {
    [CLUSTER]: [
      {
        cis: "5.8.2",
        demand: "authenticatorGroupsConfig.securityGroup must be set",
        holds: (props) => textAt(props, "authenticatorGroupsConfig", "securityGroup") !== "",
      },
    ],
  },
);
