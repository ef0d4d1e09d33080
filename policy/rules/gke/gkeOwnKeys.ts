import { at, textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy, NODE_POOL } from "../../evidence/controls";

export const gkeOwnKeys = controlPolicy(
  {
    name: "gke-own-keys",
    description: "Secrets and disks are encrypted with customer-managed keys (CIS GKE 1.9.0, level 2).",
  },
  {
    [CLUSTER]: [
      {
        cis: "5.3.1",
        demand: "databaseEncryption.state must be ENCRYPTED, with a key",
        holds: (props) =>
          at(props, "databaseEncryption", "state") === "ENCRYPTED" &&
          textAt(props, "databaseEncryption", "keyName") !== "",
      },
    ],
    [NODE_POOL]: [
      {
        cis: "5.9.1",
        demand: "nodeConfig.bootDiskKmsKey must be set",
        holds: (props) => textAt(props, "nodeConfig", "bootDiskKmsKey") !== "",
      },
    ],
  },
);
