import { textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy } from "../../evidence/controls";

export const gkeGroups = controlPolicy(
  { name: "gke-groups", description: "Permissions in the cluster can be given to groups of one's own domain." },
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
