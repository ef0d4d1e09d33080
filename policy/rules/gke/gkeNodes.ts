import { type Manifest, at, textAt } from "../../evidence/reading";
import { CLUSTER, controlPolicy, NODE_POOL, type Control } from "../../evidence/controls";

function usesOwnAccount(props: Manifest): boolean {
  const account = textAt(props, "nodeConfig", "serviceAccount");
  return account !== "" && account !== "default" && !account.endsWith("-compute@developer.gserviceaccount.com");
}

const shielded = (field: string) => (props: Manifest) =>
  at(props, "nodeConfig", "shieldedInstanceConfig", field) === true;

/** Controls of every node, including the default pool's, which exist for a minute. */
const NODES: readonly Control[] = [
  { cis: "5.2.1", demand: "nodeConfig.serviceAccount must be a dedicated service account", holds: usesOwnAccount },
  {
    cis: "5.4.1",
    demand: "nodeConfig.workloadMetadataConfig.mode must be GKE_METADATA",
    holds: (props) => at(props, "nodeConfig", "workloadMetadataConfig", "mode") === "GKE_METADATA",
  },
  {
    cis: "5.4.1",
    demand: "nodeConfig.metadata must have disable-legacy-endpoints: true",
    holds: (props) => at(props, "nodeConfig", "metadata", "disable-legacy-endpoints") === "true",
  },
  {
    cis: "5.5.1",
    demand: "nodeConfig.imageType must be COS_CONTAINERD",
    holds: (props) => textAt(props, "nodeConfig", "imageType").toUpperCase() === "COS_CONTAINERD",
  },
  {
    cis: "5.5.6",
    demand: "nodeConfig.shieldedInstanceConfig.enableIntegrityMonitoring must be true",
    holds: shielded("enableIntegrityMonitoring"),
  },
  {
    cis: "5.5.7",
    demand: "nodeConfig.shieldedInstanceConfig.enableSecureBoot must be true",
    holds: shielded("enableSecureBoot"),
  },
  {
    demand: "nodeConfig.kubeletConfig.insecureKubeletReadonlyPortEnabled must be FALSE",
    holds: (props) => at(props, "nodeConfig", "kubeletConfig", "insecureKubeletReadonlyPortEnabled") === "FALSE",
  },
];

const POOLS: readonly Control[] = [
  {
    cis: "5.5.2",
    demand: "management.autoRepair must be true",
    holds: (props) => at(props, "management", "autoRepair") === true,
  },
  {
    cis: "5.5.3",
    demand: "management.autoUpgrade must be true",
    holds: (props) => at(props, "management", "autoUpgrade") === true,
  },
  {
    cis: "5.6.5",
    demand: "networkConfig.enablePrivateNodes must be true",
    holds: (props) => at(props, "networkConfig", "enablePrivateNodes") === true,
  },
];

export const gkeNodes = controlPolicy(
  { name: "gke-nodes", description: "Nodes are hardened as the CIS GKE Benchmark 1.9.0 requires." },
  { [CLUSTER]: NODES, [NODE_POOL]: [...NODES, ...POOLS] },
);
